import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection } from 'kysely'
import type { SqliteDialectConfig } from 'kysely'
import type { Database, Statement } from 'better-sqlite3'

type Config = SqliteDialectConfig & { database: Database }

/**
 * Kysely's dialect with four habits changed. Transactions take the write lock at once: one that begins by reading and
 * then writes would be refused as soon as another connection wrote in between, without waiting. And migrations are
 * transactions, so that one that fails leaves nothing behind; SQLite can do that. And a transaction that SQLite itself
 * ended, on a full disk, is not rolled back once more: that would fail and hide why.
 * And statements that are used often stay prepared.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: Config

  constructor(config: Config) {
    super(config)
    this.#config = { ...config, database: keepingStatements(config.database) }
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

/** Few texts make up nearly all that is asked. */
const KEPT_STATEMENTS = 300

/** Preparing a statement takes as long as carrying it out; those that were used last are kept. */
function keepingStatements(database: Database): Database {
  const kept = new Map<string, Statement>()
  return new Proxy(database, {
    get(target, name) {
      if (name === 'prepare') return prepare
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

  function prepare(text: string): Statement {
    // Other tables may have other columns.
    if (!/^\s*(select|insert|update|delete|with|begin|commit)\b/i.test(text)) {
      kept.clear()
      return database.prepare(text)
    }
    const known = kept.get(text)
    const statement = known === undefined || known.busy ? database.prepare(text) : known
    kept.delete(text)
    kept.set(text, statement)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest)
    return statement
  }
}

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
