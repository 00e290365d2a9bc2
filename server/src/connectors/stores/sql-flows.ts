import type SqliteDatabase from 'better-sqlite3'

import type { QueryTable, ReadQuery } from './query-columns.ts'
import { isSign, isWord, tokensOf, type Token } from './sql-tokens.ts'
import { columnNames, openedTables, placeOf, sameTable, type SqlTable } from './sql-tables.ts'

/** A column that becomes a column of another table. */
export interface SqlColumn {
  table: SqlTable
  from: string
  to: string
  /** The value might be changed. */
  computed: boolean
}

/** The data that one statement moves: from which tables into which one. */
export interface SqlFlow {
  to: SqlTable
  from: SqlTable[]
  columns: SqlColumn[]
  /** The query, if it reveals more about columns than SQLite does. */
  unread: UnreadQuery | null
}

interface UnreadQuery {
  sql: string
  tables: QueryTable[]
  /** For each table, its index in `from`. */
  places: number[]
  /** Columns of `to`, in the order of the query's columns; null for those without one. */
  names: (string | null)[]
}

/** Splits an SQL text into statements; a text with a trigger stays whole, because it contains statements. */
export function splitStatements(sql: string): string[] {
  const tokens = [...tokensOf(sql)]
  if (tokens.some((token) => isWord(token, 'TRIGGER'))) return [sql]
  const statements: string[] = []
  let start = 0
  for (const token of tokens) {
    if (!isSign(token, ';')) continue
    statements.push(sql.slice(start, token.start))
    start = token.end
  }
  statements.push(sql.slice(start))
  return statements.filter((statement) => !tokensOf(statement).next().done)
}

/**
 * Returns what a statement that is about to be executed moves, as SQLite plans it: its program opens each table that it
 * reads and writes, whatever views and names are in between. Null for a statement that moves nothing, or that SQLite
 * rejects.
 */
export function flowOf(db: SqliteDatabase.Database, statement: string): SqlFlow | null {
  try {
    const tokens = [...tokensOf(statement)]
    // Deleted rows move no data, whichever tables decide which rows are deleted.
    if (verbOf(tokens) === 'DELETE') return null
    const select = selectIn(tokens)
    const query = select === null ? null : withoutConflict(statement.slice(select.start))
    const from = openedTables(db, query ?? statement, 'OpenRead')
    const to =
      select === null
        ? openedTables(db, statement, 'OpenWrite')[0]
        : placeOf(db, select.into, select.isTemporary ? 'temp' : select.schema, select.creates)
    if (to === undefined) return null
    const sources = from.filter((table) => !sameTable(table, to))
    if (sources.length === 0) return null
    if (select === null || query === null) {
      const update = updateIn(statement, tokens)
      if (update === null) return { to, from: sources, columns: [], unread: null }
      return { to, from: sources, ...columnsOf(db, { ...update, sources, self: to }) }
    }
    const names = select.columns ?? (select.creates ? null : columnNames(db, to))
    return { to, from: sources, ...columnsOf(db, { query, names, sources }) }
  } catch {
    // Executing it reports what is wrong.
    return null
  }
}

/** Adds the columns that a query reader finds. Columns of tables that SQLite does not open are left out. */
export function withQuery(flow: SqlFlow, read: ReadQuery): SqlFlow {
  const { unread, from, columns } = flow
  const found = unread === null ? null : read(unread.sql, 'sqlite', unread.tables)
  if (unread === null || found === null || found.length !== unread.names.length)
    return { ...flow, unread: null }
  // The updated table is not one of its own sources.
  const byName = new Map(
    unread.tables.map(({ name }, at) => [name.toLowerCase(), from[unread.places[at] ?? -1] ?? flow.to]),
  )
  const byColumn = new Map(Map.groupBy(columns, ({ to }) => to))
  for (const [index, column] of found.entries()) {
    const to = unread.names[index] ?? null
    const origins = column.from.map(({ table }) => byName.get(table.toLowerCase()))
    if (to === null || origins.length === 0 || origins.includes(undefined)) continue
    byColumn.set(
      to,
      column.from.flatMap(({ column: name }, at) => {
        const table = origins[at]
        return table === undefined || table === flow.to
          ? []
          : [{ table, from: name, to, computed: column.computed }]
      }),
    )
  }
  return { ...flow, columns: [...byColumn.values()].flat(), unread: null }
}

/** Returns the names by which a query can refer to a table. */
const namesOf = ({ schema, name }: SqlTable): string[] => [name, `${schema}.${name}`]

const VERBS = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'CREATE', 'SELECT'])

/** Returns the verb of a statement, after its WITH. */
function verbOf(tokens: readonly Token[]): string {
  let depth = 0
  for (const token of tokens) {
    if (isSign(token, '(')) depth += 1
    if (isSign(token, ')')) depth -= 1
    if (depth === 0 && token.kind === 'word' && VERBS.has(token.text.toUpperCase()))
      return token.text.toUpperCase()
  }
  return ''
}

interface Select {
  /** Where it begins in the statement. */
  start: number
  into: string
  schema: string | null
  /** Columns that an INSERT names; null = all of the table, in its order. */
  columns: string[] | null
  creates: boolean
  isTemporary: boolean
}

/** Finds the SELECT of `CREATE TABLE|VIEW x AS …` and `INSERT INTO x …`; null for another statement. */
function selectIn(tokens: readonly Token[]): Select | null {
  let at = 0
  const word = (...words: string[]): boolean => {
    if (!words.some((candidate) => isWord(tokens[at], candidate))) return false
    at += 1
    return true
  }
  const name = (): { schema: string | null; text: string } | null => {
    const first = tokens[at]
    if (first === undefined || first.kind === 'sign') return null
    at += 1
    if (!isSign(tokens[at], '.')) return { schema: null, text: first.text }
    at += 2
    return { schema: first.text, text: tokens[at - 1]?.text ?? '' }
  }
  const creates = word('CREATE')
  let isTemporary = false
  if (creates) {
    isTemporary = word('TEMP', 'TEMPORARY')
    if (!word('TABLE', 'VIEW')) return null
    if (word('IF')) at += 2
  } else if (word('INSERT')) {
    if (word('OR')) at += 1
    if (!word('INTO')) return null
  } else if (!(word('REPLACE') && word('INTO'))) return null
  const into = name()
  if (into === null) return null
  if (!creates && word('AS')) name()
  const columns = isSign(tokens[at], '(') ? listed() : null
  if (creates && !word('AS')) return null
  const first = tokens[at]
  if (first === undefined || !(isWord(first, 'SELECT') || isWord(first, 'WITH'))) return null
  return { start: first.start, into: into.text, schema: into.schema, columns, creates, isTemporary }

  function listed(): string[] {
    const names: string[] = []
    for (at += 1; at < tokens.length && !isSign(tokens[at], ')'); at += 1) {
      const token = tokens[at]
      if (token !== undefined && token.kind !== 'sign') names.push(token.text)
    }
    at += 1
    return names
  }
}

/**
 * Converts `UPDATE x SET a = …, b = … FROM …` to a query over the same tables that gives the new values, and the names
 * of their columns; null for another statement.
 */
function updateIn(statement: string, tokens: readonly Token[]): { query: string; names: string[] } | null {
  const outer = outside(tokens)
  const find = (word: string, after = 0): number =>
    outer.findIndex((token, index) => index >= after && isWord(token, word))
  const update = find('UPDATE')
  const set = find('SET', update)
  if (update === -1 || set === -1) return null
  const ends = ['FROM', 'WHERE', 'RETURNING', 'ORDER', 'LIMIT'].map((word) => find(word, set))
  const [from = -1, ...rest] = ends
  const startOf = (index: number): number => outer[index]?.start ?? statement.length
  const first = Math.min(...ends.filter((end) => end !== -1), outer.length)
  const last = Math.min(...rest.filter((end) => end !== -1), outer.length)
  // `UPDATE OR IGNORE x AS y`
  const nameAt = isWord(outer[update + 1], 'OR') ? update + 3 : update + 1
  const names: string[] = []
  const values: string[] = []
  for (let at = set + 1; at < first; at += 1) {
    const [name, sign] = [outer[at], outer[at + 1]]
    // Several columns at once, `(a, b) = (…)`, are not supported.
    if (name === undefined || name.kind === 'sign' || !isSign(sign, '=')) return null
    const comma = outer.findIndex((token, index) => index > at && index < first && isSign(token, ','))
    const end = comma === -1 ? first : comma
    names.push(name.text)
    values.push(statement.slice(sign?.end, startOf(end)))
    at = end
  }
  const before = statement.slice(0, startOf(update))
  const target = statement.slice(startOf(nameAt), startOf(set))
  const otherSources = from === -1 ? '' : `, ${statement.slice(outer[from]?.end, startOf(last))}`
  return { query: `${before} select ${values.join(', ')} from ${target}${otherSources}`, names }
}

/** Returns the tokens outside brackets. */
function outside(tokens: readonly Token[]): Token[] {
  let depth = 0
  return tokens.filter((token) => {
    if (isSign(token, ')')) depth -= 1
    const isOutside = depth === 0 && !isSign(token, ')')
    if (isSign(token, '(')) depth += 1
    return isOutside
  })
}

const COMPOUND = ['UNION', 'EXCEPT', 'INTERSECT']

function columnsOf(
  db: SqliteDatabase.Database,
  {
    query,
    names,
    sources,
    self,
  }: { query: string; names: string[] | null; sources: readonly SqlTable[]; self?: SqlTable },
): Pick<SqlFlow, 'columns' | 'unread'> {
  const isCompound = [...tokensOf(query)].some((token) => COMPOUND.some((word) => isWord(token, word)))
  const described = db.prepare(query).columns()
  const targets = described.map(({ name }, index) => (names === null ? name : (names[index] ?? null)))
  const columns = described.flatMap(({ column, table, database }, index) => {
    const to = targets[index] ?? null
    const source = sources.find((candidate) => candidate.name === table && candidate.schema === database)
    // For a compound of several queries, SQLite describes the first.
    if (column === null || to === null || source === undefined || isCompound) return []
    return [{ table: source, from: column, to, computed: false }]
  })
  if (columns.length === described.length) return { columns, unread: null }
  const allSources = self === undefined ? sources : [...sources, self]
  const tables = allSources.flatMap((table) =>
    namesOf(table).map((name): QueryTable => ({ name, columns: columnNames(db, table) })),
  )
  const places = allSources.flatMap((table, at) => namesOf(table).map(() => at))
  return { columns, unread: { sql: query, tables, places, names: targets } }
}

/** Removes the clauses that follow the query of an INSERT. */
function withoutConflict(query: string): string {
  const tokens = [...tokensOf(query)]
  const at = tokens.findIndex((token, index) => isWord(token, 'ON') && isWord(tokens[index + 1], 'CONFLICT'))
  const returning = tokens.findIndex((token) => isWord(token, 'RETURNING'))
  const end = [at, returning]
    .filter((index) => index !== -1)
    .map((index) => tokens[index]?.start ?? query.length)
  return query.slice(0, Math.min(query.length, ...end))
}
