import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

import { isExact } from '@flx/shared/json/exact-number'
import { parseJson } from '@flx/shared/json/json-text'
import SqliteDatabase from 'better-sqlite3'

import { ConnectorError, log, main, reportWritten, UsageError, type Invocation } from './cli.ts'
import { targetSqlite } from './definitions.ts'
import { refuseOwnDatabase } from './protection/own-database.ts'
import { databaseFile } from './protection/protected-files.ts'
import { readRowsRequest, writeRows } from './rows/loaded-rows.ts'
import { sqliteRows } from './rows/sqlite-rows.ts'
import { batchRecords } from './singer/batch-files.ts'
import { parseMessage, readLines, stopOnSigterm, type SingerMessage } from './singer/singer-input.ts'
import { readRecord, readSchema, type StreamSchema } from './singer/singer-records.ts'
import { int64Of, propertyFor } from './stores/sqlite-columns.ts'
import { fold, sqlName } from './stores/sqlite-names.ts'
import { openTable, type Table } from './stores/sqlite-table.ts'
import { watchFields } from './singer/unnamed-fields.ts'

/** Records are committed after this time without new input, so that the state advances. */
const IDLE_MS = 1000
/** With slow input, they are committed after this time. */
const OLDEST_MS = 10_000

async function work({ settings, rows }: Invocation): Promise<void> {
  if (rows !== undefined) return writeRows(sqliteRows(settings, readRowsRequest(rows)))
  const batchSize = Number(settings['batch_size'] ?? 10_000)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UsageError('"batch_size" must be a whole number of 1 or more.')
  const db = open(settings['database'])
  const stop = stopOnSigterm()
  const loader = createLoader(db, { prefix: String(settings['table_prefix'] ?? ''), batchSize, stop })
  const idle = setInterval(() => {
    try {
      loader.commitInTime()
    } catch (error) {
      process.stdin.destroy(error as Error)
    }
  }, IDLE_MS)
  try {
    for await (const lines of readLines(stop)) {
      for (const { text, line } of lines) {
        const later = loader.take(text, line)
        // Most lines need no wait.
        if (later !== undefined) await later
      }
    }
    loader.commit()
  } finally {
    clearInterval(idle)
    if (db.inTransaction) db.exec('rollback')
    db.close()
    for (const [stream, records] of loader.counts) reportWritten(stream, records, 'loaded')
  }
  loader.fields.report('left out')
}

function open(setting: unknown) {
  const database = databaseFile(setting)
  try {
    mkdirSync(dirname(database), { recursive: true })
    const db = new SqliteDatabase(database, { timeout: 30_000 })
    refuseOwnDatabase(db, database)
    db.pragma('journal_mode = WAL')
    // A confirmed state must survive a power failure; NORMAL would sync at checkpoints only.
    db.pragma('synchronous = FULL')
    db.function('flx_text', { deterministic: true, safeIntegers: true }, (value: unknown) =>
      typeof value === 'bigint' || typeof value === 'number' ? String(value) : value,
    )
    return db
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`The database ${database} cannot be opened: ${(error as Error).message}.`)
  }
}

/** Loads messages in transactions. A state is written to stdout only after everything before it is committed. */
function createLoader(
  db: SqliteDatabase.Database,
  { prefix, batchSize, stop }: { prefix: string; batchSize: number; stop: AbortSignal },
) {
  const tables = new Map<string, Table>()
  const names = new Map<string, string>()
  const schemas = new Map<string, StreamSchema>()
  /** Committed records by stream; `open` holds those of the open transaction. */
  const counts = new Map<string, number>()
  const uncommitted = new Map<string, number>()
  const fields = watchFields()
  let state: string | undefined
  let waiting = 0
  let hasNewBatches = false
  let committedAt = performance.now()

  const begin = (): void => {
    if (!db.inTransaction) db.exec('begin immediate')
  }
  const commit = (): void => {
    if (db.inTransaction) db.exec('commit')
    for (const [stream, records] of uncommitted) counts.set(stream, (counts.get(stream) ?? 0) + records)
    uncommitted.clear()
    waiting = 0
    committedAt = performance.now()
    if (state !== undefined) process.stdout.write(`${state}\n`)
    state = undefined
  }

  const nameTable = ({ stream, line }: SingerMessage): string => {
    const name = sqlName(prefix + stream)
    const existing = names.get(fold(name))
    if (existing !== undefined) {
      throw new ConnectorError(
        `Line ${line}: the streams "${existing}" and "${stream}" would share one table, because table names ignore case. Rename one of them.`,
      )
    }
    names.set(fold(name), stream)
    return name
  }

  const useSchema = (message: SingerMessage): void => {
    const schema = readSchema(message)
    begin()
    let table = tables.get(message.stream)
    if (table === undefined) {
      table = openTable(db, nameTable(message))
      tables.set(message.stream, table)
    }
    table.use(schema)
    schemas.set(message.stream, schema)
  }

  /**
   * Stores metadata of a record that its schema does not name: without a column, a deleted row would look
   * alive.
   */
  const keepMetadata = (message: SingerMessage, record: Record<string, unknown>): void => {
    const schema = schemas.get(message.stream)
    const table = tables.get(message.stream)
    if (schema === undefined || table === undefined) return
    const unnamed = fields.unnamed(message, schema, record)
    // If all values so far are null, there is nothing to store.
    const fresh = unnamed.filter((name) => record[name] !== null || table.holds(name))
    if (fresh.length === 0) return
    const added = fresh.map((name) => [name, propertyFor(record[name])] as const)
    const extended = { ...schema, properties: { ...schema.properties, ...Object.fromEntries(added) } }
    table.use(extended)
    schemas.set(message.stream, extended)
  }

  const write = (message: SingerMessage): void => {
    const { stream, body } = message
    const record = readRecord(message, schemas.get(stream))
    begin()
    keepMetadata(message, record)
    tables.get(stream)?.write(record, version(body['version']))
    uncommitted.set(stream, (uncommitted.get(stream) ?? 0) + 1)
    if (++waiting >= batchSize) commit()
  }

  const applyBatch = async (message: SingerMessage): Promise<void> => {
    for await (const records of batchRecords(message, parseJson, stop)) {
      for (const { record } of records) attempt(record, () => write(record))
      hasNewBatches = true
    }
  }

  const apply = (message: SingerMessage): void => {
    const { type, stream, body, line } = message
    switch (type) {
      case 'RECORD':
        return write(message)
      case 'SCHEMA':
        return useSchema(message)
      case 'STATE':
        state = JSON.stringify(body['value'] ?? null)
        // Without records before it, there is nothing to wait for.
        if (waiting === 0) commit()
        return
      case 'ACTIVATE_VERSION': {
        const table = tables.get(stream)
        if (table === undefined) {
          throw new ConnectorError(
            `Line ${line}: ACTIVATE_VERSION of stream "${stream}" came before its SCHEMA.`,
          )
        }
        const active = version(body['version'])
        if (active === undefined) {
          throw new ConnectorError(
            `Line ${line}: ACTIVATE_VERSION of stream "${stream}" has no whole "version".`,
          )
        }
        begin()
        waiting += 1
        return table.activate(active)
      }
      default:
        log('WARNING', `Line ${line}: a message of type ${type} was ignored`)
    }
  }

  return {
    counts,
    fields,
    commit,
    /** Takes a line; returns a promise only if files must be read. */
    take(text: string, line: number): Promise<void> | undefined {
      hasNewBatches = true
      const message = parseMessage(text, line)
      if (message?.type === 'BATCH') return applyBatch(message)
      if (message !== null) attempt(message, () => apply(message))
      return undefined
    },
    commitInTime(): void {
      if (!hasNewBatches || performance.now() - committedAt > OLDEST_MS) commit()
      hasNewBatches = false
    },
  }
}

function attempt({ stream, line }: SingerMessage, write: () => void): void {
  try {
    write()
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(
      `Line ${line}: stream "${stream}" cannot be loaded: ${(error as Error).message}.`,
    )
  }
}

function version(value: unknown): bigint | undefined {
  if (isExact(value)) return int64Of(value)
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetSqlite, work)
