import type SqliteDatabase from 'better-sqlite3'

import { ConnectorError } from '../cli.ts'
import { refuseProtected } from './protected-files.ts'

/** Tables that only the product's own database has together. */
const OWN_TABLES = ['kysely_migration', 'api_token', 'password_link', 'pipeline', 'execution']

/**
 * Refuses a database of the product. Checks the opened database: a link might have been replaced after its path was
 * checked, and a copy of the product's database is as secret as the original. Throws ConnectorError, with the database
 * closed.
 */
export function refuseOwnDatabase(db: SqliteDatabase.Database, path: string): void {
  try {
    refuseProtected(path)
    const names = OWN_TABLES.map((name) => `'${name}'`).join(', ')
    const { count } = db
      .prepare(`select count(*) as count from sqlite_schema where type = 'table' and name in (${names})`)
      .get() as { count: number }
    if (count < OWN_TABLES.length) return
  } catch (error) {
    db.close()
    throw error
  }
  db.close()
  throw new ConnectorError(
    `The database ${path} cannot be used: it is a database of FLX Pipelines itself, which connectors can neither read nor change. Use a path in the folder "files".`,
  )
}
