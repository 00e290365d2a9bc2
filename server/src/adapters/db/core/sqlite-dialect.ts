import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection } from 'kysely'
import type { SqliteDialectConfig } from 'kysely'
import type { Database, Statement } from 'better-sqlite3'

type Config = SqliteDialectConfig & { database: Database }

/**
 * Kysely's SQLite dialect with four changes.
 * - Transactions take the write lock at once. A transaction that starts by reading and then writes would be refused,
 *   without waiting, if another connection wrote in between.
 * - Migrations run in transactions, which SQLite supports, so that a failed one leaves nothing behind.
 * - A transaction that SQLite itself ended, on a full disk, is not rolled back again: that would fail and hide the
 *   reason.
 * - Frequently used statements stay prepared.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: Config

  constructor(config: Config) {
    super(config)
    this.#config = { ...config, database: cacheStatements(config.database) }
  }

  override createDriver(): ImmediateSqliteDriver {
    return new ImmediateSqliteDriver(this.#config)
  }

  override createAdapter(): TransactionalDdlAdapter {
    return new TransactionalDdlAdapter()
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database

  constructor(config: Config) {
    super(config)
    this.#database = config.database
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

/** Few different statements make up nearly all queries. */
const MAX_CACHED_STATEMENTS = 300

/** Keeps the statements that were used last: preparing one takes as long as running it. */
function cacheStatements(database: Database): Database {
  const cache = new Map<string, Statement>()
  return new Proxy(database, {
    get(target, name) {
      if (name === 'prepare') return prepare
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

  function prepare(text: string): Statement {
    // Anything else might change the columns of tables.
    if (!/^\s*(select|insert|update|delete|with|begin|commit)\b/i.test(text)) {
      cache.clear()
      return database.prepare(text)
    }
    const cached = cache.get(text)
    const statement = cached === undefined || cached.busy ? database.prepare(text) : cached
    cache.delete(text)
    cache.set(text, statement)
    const [oldest] = cache.keys()
    if (cache.size > MAX_CACHED_STATEMENTS && oldest !== undefined) cache.delete(oldest)
    return statement
  }
}

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
