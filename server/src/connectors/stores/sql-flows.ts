import type SqliteDatabase from 'better-sqlite3'

import { quote } from './sqlite-names.ts'
import { isSign, isWord, tokensOf, type Token } from './sql-tokens.ts'

/** What one statement moves: from which tables into which one. */
export interface SqlFlow {
  to: string
  from: string[]
  /** Columns that pass as they are: of a table, and their name in `to`. */
  columns: { table: string; from: string; to: string }[]
}

/** Statements of an SQL text, one by one; a text with a trigger stays whole, as that has statements inside. */
export function statementsIn(sql: string): string[] {
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
 * What a statement that is about to be executed moves, as SQLite plans it: its program opens each table that it reads and
 * writes, whatever views and names are between. Null for a statement that moves nothing, or that SQLite does not take.
 */
export function flowOf(db: SqliteDatabase.Database, statement: string): SqlFlow | null {
  try {
    const tokens = [...tokensOf(statement)]
    const select = selectIn(tokens)
    const from = openedBy(db, select === null ? statement : statement.slice(select.start), 'OpenRead')
    const to = select?.into ?? openedBy(db, statement, 'OpenWrite')[0]
    if (to === undefined) return null
    const sources = from.filter((table) => table !== to)
    if (sources.length === 0) return null
    return { to, from: sources, columns: select === null ? [] : columnsOf(db, statement, select, sources) }
  } catch {
    // Executing it says what is wrong.
    return null
  }
}

interface Select {
  /** Where it begins in the statement. */
  start: number
  into: string
  /** Columns that an INSERT names; null = all of the table, in its order. */
  columns: string[] | null
  creates: boolean
}

/** The SELECT of `CREATE TABLE|VIEW x AS …` and `INSERT INTO x …`; null for another statement. */
function selectIn(tokens: readonly Token[]): Select | null {
  let at = 0
  const word = (...words: string[]): boolean => {
    if (!words.some((one) => isWord(tokens[at], one))) return false
    at += 1
    return true
  }
  const name = (): string | null => {
    const first = tokens[at]
    if (first === undefined || first.kind === 'sign') return null
    at += 1
    if (!isSign(tokens[at], '.')) return first.text
    at += 2
    return tokens[at - 1]?.text ?? null
  }
  const creates = word('CREATE')
  if (creates) {
    word('TEMP', 'TEMPORARY')
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
  return { start: first.start, into, columns, creates }

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

/** The tables that a statement opens, each once, as they are called in their database. */
function openedBy(
  db: SqliteDatabase.Database,
  statement: string,
  opcode: 'OpenRead' | 'OpenWrite',
): string[] {
  const program = db.prepare(`explain ${statement}`).all() as { opcode: string; p2: number; p3: number }[]
  const databases = new Map(
    (db.prepare('pragma database_list').all() as { seq: number; name: string }[]).map(({ seq, name }) => [
      seq,
      name,
    ]),
  )
  const opened = new Set<string>()
  for (const { opcode: code, p2: page, p3: index } of program) {
    const database = databases.get(index)
    if (code !== opcode || database === undefined || page <= 1) continue
    const table = db
      .prepare(`select tbl_name from ${quote(database)}.sqlite_master where rootpage = ?`)
      .pluck()
      .get(page) as string | undefined
    if (table !== undefined) opened.add(table)
  }
  return [...opened]
}

function columnsOf(
  db: SqliteDatabase.Database,
  statement: string,
  { start, into, columns, creates }: Select,
  sources: readonly string[],
): SqlFlow['columns'] {
  const names = columns ?? (creates ? null : columnNames(db, into))
  return db
    .prepare(statement.slice(start))
    .columns()
    .flatMap(({ name, column, table }, index) => {
      const to = names === null ? name : names[index]
      if (column === null || table === null || to === undefined || !sources.includes(table)) return []
      return [{ table, from: column, to }]
    })
}

/** The columns of a table or view, in their order. */
export const columnNames = (db: SqliteDatabase.Database, table: string): string[] =>
  db.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[]
