import { pathToFileURL } from 'node:url'

import SqliteDatabase from 'better-sqlite3'

import {
  ConnectorError,
  formatCount,
  log,
  main,
  reportMetric,
  UsageError,
  type Invocation,
  type Settings,
} from './cli.ts'
import { transformSql } from './definitions.ts'
import { refuseOwnDatabase } from './protection/own-database.ts'
import { databaseFile, readUnprotected, refuseProtectedDatabase } from './protection/protected-files.ts'
import { splitStatements } from './stores/sql-flows.ts'
import { createSqlJournal, type TableFlow } from './stores/sql-journal.ts'
import { attachedFiles } from './stores/sql-paths.ts'
import { columnNames, databasesOf, type SqlTable } from './stores/sql-tables.ts'

async function work({ settings }: Invocation): Promise<void> {
  const database = databaseFile(settings['database'])
  const statements = readStatements(settings)
  for (const statement of statements)
    for (const file of attachedFiles(statement)) refuseProtectedDatabase(file)
  const db = open(database)
  try {
    begin(db, database)
    const journal = createSqlJournal(db)
    for (const [index, statement] of statements.entries()) {
      const before = totalChanges(db)
      try {
        for (const single of splitStatements(statement)) {
          const executed = journal.note(single)
          db.exec(single)
          executed()
        }
      } catch (error) {
        throw new ConnectorError(
          `Statement ${index + 1} of ${statements.length} failed, nothing was changed: ${(error as Error).message}. It starts: ${statement.trim().replaceAll(/\s+/g, ' ').slice(0, 120)}`,
        )
      }
      if (!db.inTransaction) {
        throw new ConnectorError(
          `Statement ${index + 1} of ${statements.length} ends the transaction around all statements. Remove BEGIN, COMMIT and ROLLBACK.`,
        )
      }
      log(
        'INFO',
        `Statement ${index + 1} of ${statements.length}: ${formatCount(totalChanges(db) - before, 'row')} changed`,
      )
    }
    db.exec('commit')
    for (const flow of await journal.flows()) reportFlow(db, flow)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`Nothing was changed in ${database}: ${(error as Error).message}.`)
  } finally {
    if (db.inTransaction) db.exec('rollback')
    db.close()
  }
}

/**
 * Reports a flow between tables for the lineage of the pipeline. Tables of attached files are reported with their file.
 */
function reportFlow(db: SqliteDatabase.Database, { to, from, columns }: TableFlow): void {
  const files = new Map(databasesOf(db).map(({ name, file }) => [name, file]))
  const elsewhere: Record<string, { file: string; table: string }> = {}
  const nameOf = ({ schema, name }: SqlTable): string => {
    if (schema === 'main') return name
    elsewhere[`${schema}.${name}`] = { file: files.get(schema) ?? '', table: name }
    return `${schema}.${name}`
  }
  reportMetric('flow', 1, {
    to: nameOf(to),
    from: from.map(nameOf),
    columns: columns.map(({ table, from: column, to: into, computed }) => ({
      ...{ table: nameOf(table), from: column, to: into },
      ...(computed && { computed }),
    })),
    columnNames: columnNames(db, to),
    ...(Object.keys(elsewhere).length > 0 && { elsewhere }),
  })
}

function open(database: string): SqliteDatabase.Database {
  try {
    const db = new SqliteDatabase(database, { timeout: 30_000, fileMustExist: true })
    refuseOwnDatabase(db, database)
    return db
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`The database ${database} cannot be opened: ${(error as Error).message}.`)
  }
}

function begin(db: SqliteDatabase.Database, database: string): void {
  try {
    db.exec('begin immediate')
  } catch (error) {
    throw new ConnectorError(`The database ${database} cannot be changed: ${(error as Error).message}.`)
  }
}

function readStatements(settings: Settings): string[] {
  const listed = settings['statements'] ?? []
  if (!Array.isArray(listed) || !listed.every((statement) => typeof statement === 'string')) {
    throw new UsageError('The setting "statements" must be a list of SQL texts.')
  }
  const statements = typeof settings['file'] === 'string' ? [readSql(settings['file']), ...listed] : listed
  if (statements.length === 0) throw new UsageError('Set "statements" or "file".')
  return statements
}

function readSql(file: string): string {
  try {
    return readUnprotected(file)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new UsageError(`The SQL file ${file} cannot be read: ${(error as Error).message}.`)
  }
}

function totalChanges(db: SqliteDatabase.Database): number {
  return (db.prepare('select total_changes() as count').get() as { count: number }).count
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(transformSql, work)
