import SqliteDatabase from 'better-sqlite3'

/** Records every statement that any SQLite connection of this thread executes, in order, until disposed. */
export function countStatements(): { texts: string[] } & Disposable {
  const texts: string[] = []
  using probe = closing(new SqliteDatabase(':memory:'))
  const statements = Object.getPrototypeOf(probe.database.prepare('select 1')) as Record<string, unknown>
  const methods = ['run', 'all', 'get', 'iterate'] as const
  const originals = methods.map((name) => [name, statements[name]] as const)
  for (const [name, original] of originals) {
    if (typeof original !== 'function') continue
    statements[name] = function counted(this: { source: string }, ...args: unknown[]): unknown {
      texts.push(this.source)
      return Reflect.apply(original, this, args)
    }
  }
  return {
    texts,
    [Symbol.dispose]() {
      for (const [name, original] of originals) statements[name] = original
    },
  }
}

const closing = (database: SqliteDatabase.Database) => ({
  database,
  [Symbol.dispose]: () => void database.close(),
})
