import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

import SqliteDatabase from 'better-sqlite3'

import { ConnectorError, log, main, UsageError, type Invocation } from './cli.ts'
import { targetSqlite } from './definitions.ts'
import { exactJson } from './exact-json.ts'
import {
  parseMessage,
  readLines,
  readRecord,
  readSchema,
  stopOnSigterm,
  type SingerMessage,
  type StreamSchema,
} from './singer-input.ts'
import { fold, safe } from './sqlite-names.ts'
import { openTable, type Table } from './sqlite-table.ts'

/** What was read is committed after this time without new input, so that the state moves on. */
const IDLE_MS = 1000
/** And after this time with slow input. */
const OLDEST_MS = 10_000

async function work({ settings }: Invocation): Promise<void> {
  const batchSize = Number(settings['batch_size'] ?? 10_000)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UsageError('"batch_size" must be a whole number from 1.')
  const db = open(settings['database'])
  const loader = createLoader(db, String(settings['table_prefix'] ?? ''), batchSize)
  const stop = stopOnSigterm()
  const idle = setInterval(() => {
    try {
      loader.commitInTime()
    } catch (error) {
      process.stdin.destroy(error as Error)
    }
  }, IDLE_MS)
  try {
    for await (const lines of readLines(stop)) for (const { text, line } of lines) loader.take(text, line)
    loader.commit()
  } finally {
    clearInterval(idle)
    if (db.inTransaction) db.exec('rollback')
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
    // A confirmed state must outlive a power failure; NORMAL would sync at checkpoints only.
    db.pragma('synchronous = FULL')
    db.function('flx_text', { deterministic: true, safeIntegers: true }, (value: unknown) =>
      typeof value === 'bigint' || typeof value === 'number' ? String(value) : value,
    )
    return db
  } catch (error) {
    throw new ConnectorError(`The database ${database} cannot be opened: ${(error as Error).message}.`)
  }
}

/** Loads messages in transactions. A state is written to stdout only after the commit of all that came before it. */
function createLoader(db: SqliteDatabase.Database, prefix: string, batchSize: number) {
  const tables = new Map<string, Table>()
  const names = new Map<string, string>()
  const schemas = new Map<string, StreamSchema>()
  const counts = new Map<string, number>()
  let state: string | undefined
  let waiting = 0
  let takenSinceIdle = false
  let committedAt = performance.now()

  const begin = (): void => {
    if (!db.inTransaction) db.exec('begin immediate')
  }
  const commit = (): void => {
    if (db.inTransaction) db.exec('commit')
    waiting = 0
    committedAt = performance.now()
    if (state !== undefined) process.stdout.write(`${state}\n`)
    state = undefined
  }

  const nameTable = ({ stream, line }: SingerMessage): string => {
    const name = safe(prefix + stream)
    const other = names.get(fold(name))
    if (other !== undefined) {
      throw new ConnectorError(
        `Line ${line}: the streams "${other}" and "${stream}" would share one table, for the names of tables ignore case; rename one of them.`,
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
    commitInTime(): void {
      if (!takenSinceIdle || performance.now() - committedAt > OLDEST_MS) commit()
      takenSinceIdle = false
    },
  }
}

function version(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetSqlite, work)
