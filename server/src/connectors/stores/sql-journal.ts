import type SqliteDatabase from 'better-sqlite3'

import { loadQueryReader } from './query-columns.ts'
import { flowOf, withQuery, type SqlColumn, type SqlFlow } from './sql-flows.ts'
import { databasesOf, hasTable, sameTable, tableKey, type SqlTable } from './sql-tables.ts'
import { isWord, tokensOf } from './sql-tokens.ts'

/** A flow between tables that exist at the end. */
export type TableFlow = Pick<SqlFlow, 'to' | 'from' | 'columns'>

/**
 * Records what statements move, one after the other. Tables that exist only temporarily are left out at the end: data
 * that passed through them flow from their origin to their destination. A renamed table has its last name.
 */
export function createSqlJournal(db: SqliteDatabase.Database) {
  let flows: SqlFlow[] = []
  return {
    /** Records a statement that is about to be executed; call the returned function after it was. */
    note(statement: string): () => void {
      const flow = flowOf(db, statement)
      const renamed = renameIn(statement)
      return () => {
        if (flow !== null) flows.push(flow)
        if (renamed !== null) flows = flows.map((flow) => withName(flow, renamed))
      }
    },
    /** Returns the flows between tables. */
    async flows(): Promise<TableFlow[]> {
      const read = flows.some(({ unread }) => unread !== null)
        ? await loadQueryReader().catch(() => null)
        : null
      const resolved = read === null ? flows : flows.map((flow) => withQuery(flow, read))
      return skipTemporary(resolved, isKept(db))
    },
  }
}

/** Returns a test for tables that exist in a file. */
function isKept(db: SqliteDatabase.Database): (table: SqlTable) => boolean {
  const files = new Set(
    databasesOf(db).flatMap(({ name, file }) => (file === '' && name !== 'main' ? [] : [name])),
  )
  return (table) => table.schema !== 'temp' && files.has(table.schema) && hasTable(db, table)
}

/** Returns the flows between kept tables: data that passed through temporary ones flow from their origin. */
function skipTemporary(flows: readonly SqlFlow[], isKept: (table: SqlTable) => boolean): TableFlow[] {
  const temporary = new Map<string, TableFlow>()
  const found: TableFlow[] = []
  for (const { to, ...rest } of flows) {
    const flow = fromOrigins({ to, ...rest }, temporary)
    if (!isKept(to)) {
      const earlier = temporary.get(tableKey(to))
      temporary.set(tableKey(to), {
        to,
        from: [...(earlier?.from ?? []), ...flow.from],
        columns: [...(earlier?.columns ?? []), ...flow.columns],
      })
      continue
    }
    const from = distinct(flow.from.filter((table) => !sameTable(table, to) && isKept(table)))
    const columns = flow.columns.filter(({ table }) => from.some((origin) => sameTable(origin, table)))
    if (from.length > 0) found.push({ to, from, columns })
  }
  return found
}

/** Replaces a temporary table with the tables that its data came from. */
function fromOrigins(flow: TableFlow, temporary: ReadonlyMap<string, TableFlow>): TableFlow {
  return {
    to: flow.to,
    from: flow.from.flatMap((table) => temporary.get(tableKey(table))?.from ?? [table]),
    columns: flow.columns.flatMap((column): SqlColumn[] => {
      const origin = temporary.get(tableKey(column.table))
      if (origin === undefined) return [column]
      return origin.columns
        .filter(({ to }) => to.toLowerCase() === column.from.toLowerCase())
        .map(({ table, from, computed }) => ({
          ...{ table, from, to: column.to },
          computed: computed || column.computed,
        }))
    }),
  }
}

const distinct = (tables: readonly SqlTable[]): SqlTable[] => [
  ...new Map(tables.map((table) => [tableKey(table), table])).values(),
]

interface Rename {
  from: string
  to: string
}

/** Parses `ALTER TABLE x RENAME TO y`. */
function renameIn(statement: string): Rename | null {
  const [alter, table, ...rest] = [...tokensOf(statement)]
  if (!isWord(alter, 'ALTER') || !isWord(table, 'TABLE')) return null
  const at = rest.findIndex((token) => isWord(token, 'RENAME'))
  const [from, to] = [rest[at - 1], rest[at + 2]]
  if (at < 1 || !isWord(rest[at + 1], 'TO') || from === undefined || to === undefined) return null
  return { from: from.text, to: to.text }
}

function withName(flow: SqlFlow, { from, to }: Rename): SqlFlow {
  const renamed = (table: SqlTable): SqlTable =>
    table.name.toLowerCase() === from.toLowerCase() ? { ...table, name: to } : table
  return {
    ...flow,
    to: renamed(flow.to),
    from: flow.from.map(renamed),
    columns: flow.columns.map((column) => ({ ...column, table: renamed(column.table) })),
  }
}
