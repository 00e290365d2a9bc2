import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

import SqliteDatabase from 'better-sqlite3'

import { ConnectorError, log, main, UsageError, type Invocation } from './cli.ts'
import { targetSqlite } from './definitions.ts'
import {
  parseMessage,
  readLines,
  readRecord,
  readSchema,
  type SingerMessage,
  type StreamSchema,
} from './singer-input.ts'
import { exactJson } from './sqlite-columns.ts'
import { openTable, type Table } from './sqlite-table.ts'

/** Without new input, what was read is committed after this time, so that the state moves on. */
const IDLE_MS = 2000

async function work({ settings }: Invocation): Promise<void> {
  const batchSize = Number(settings['batch_size'] ?? 10_000)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UsageError('"batch_size" must be a whole number from 1.')
  const db = open(settings['database'])
  const loader = createLoader(db, String(settings['table_prefix'] ?? ''), batchSize)
  let stopped = false
  process.once('SIGTERM', () => {
    stopped = true
    process.stdin.destroy()
  })
  const idle = setInterval(() => loader.commitWhenIdle(), IDLE_MS)
  try {
    for await (const lines of readLines()) for (const { text, line } of lines) loader.take(text, line)
    loader.commit()
  } catch (error) {
    if (!stopped) throw error
    loader.commit()
  } finally {
    clearInterval(idle)
    loader.rollBack()
    db.close()
  }
  for (const [stream, count] of loader.counts) log('INFO', `${stream}: ${count} records loaded`)
}

function open(database: unknown) {
  if (typeof database !== 'string' || database === '')
    throw new UsageError('The setting "database" must name a file.')
  try {
    mkdirSync(dirname(database), { recursive: true })
    const db = new SqliteDatabase(database, { timeout: 30_000 })
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    return db
  } catch (error) {
    throw new ConnectorError(`The database ${database} cannot be opened: ${(error as Error).message}.`)
  }
}

/** Loads messages in transactions. A state is written to stdout only after the commit of all that came before it. */
function createLoader(db: SqliteDatabase.Database, prefix: string, batchSize: number) {
  const tables = new Map<string, Table>()
  const schemas = new Map<string, StreamSchema>()
  const counts = new Map<string, number>()
  let state: string | undefined
  let waiting = 0
  let takenSinceIdle = false

  const begin = (): void => {
    if (!db.inTransaction) db.exec('begin immediate')
  }
  const commit = (): void => {
    if (db.inTransaction) db.exec('commit')
    waiting = 0
    if (state !== undefined) process.stdout.write(`${state}\n`)
    state = undefined
  }

  const useSchema = (message: SingerMessage): void => {
    const schema = readSchema(message)
    begin()
    let table = tables.get(message.stream)
    if (table === undefined) tables.set(message.stream, (table = openTable(db, prefix + message.stream)))
    table.use(schema)
    schemas.set(message.stream, schema)
  }

  const apply = (message: SingerMessage): void => {
    const { type, stream, body, line } = message
    switch (type) {
      case 'RECORD': {
        const record = readRecord(message, schemas.get(stream))
        begin()
        tables.get(stream)?.write(record, version(body['version']))
        counts.set(stream, (counts.get(stream) ?? 0) + 1)
        if (++waiting >= batchSize) commit()
        return
      }
      case 'SCHEMA':
        return useSchema(message)
      case 'STATE':
        state = exactJson(body['value'] ?? null)
        // Without records before it there is nothing to wait for.
        if (waiting === 0) commit()
        return
      case 'ACTIVATE_VERSION': {
        const table = tables.get(stream)
        if (table === undefined) {
          throw new ConnectorError(
            `Line ${line}: ACTIVATE_VERSION of stream "${stream}" came before its SCHEMA.`,
          )
        }
        begin()
        waiting += 1
        return table.activate(version(body['version']) ?? 0)
      }
      case 'BATCH':
        throw new ConnectorError(`Line ${line}: BATCH messages are not supported by target-sqlite.`)
      default:
        log('WARNING', `Line ${line}: a message of type ${type} was ignored`)
    }
  }

  return {
    counts,
    commit,
    take(text: string, line: number): void {
      takenSinceIdle = true
      const message = parseMessage(text, line)
      if (message === null) return
      try {
        apply(message)
      } catch (error) {
        if (error instanceof ConnectorError) throw error
        throw new ConnectorError(
          `Line ${line}: stream "${message.stream}" cannot be loaded: ${(error as Error).message}.`,
        )
      }
    },
    commitWhenIdle(): void {
      if (!takenSinceIdle) commit()
      takenSinceIdle = false
    },
    rollBack(): void {
      if (db.inTransaction) db.exec('rollback')
    },
  }
}

const version = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetSqlite, work)
