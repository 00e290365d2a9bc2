import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection } from 'kysely'
import type { SqliteDialectConfig } from 'kysely'
import type { Database } from 'better-sqlite3'

type Config = SqliteDialectConfig & { database: Database }

/**
 * Kysely's dialect with three habits changed. Transactions take the write lock at once: one that begins by reading and
 * then writes would be refused as soon as another connection wrote in between, without waiting. And migrations are
 * transactions, so that one that fails leaves nothing behind; SQLite can do that. And a transaction that SQLite itself
 * ended, on a full disk, is not rolled back once more: that would fail and hide why.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: Config

  constructor(config: Config) {
    super(config)
    this.#config = config
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

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
