import { sql } from 'kysely'

import { messageOf } from '../../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../../domain/core/retry.ts'
import { steadyClock } from '../../system/system.ts'
import { codeOf } from '../core/database-errors.ts'
import type { Database } from '../core/open-database.ts'
import { openPostgres } from '../core/open-postgres.ts'
import { isUnreachable } from '../core/storage-failure.ts'
import { migrate } from './migrate.ts'

/** PostgreSQL cannot be used; the message is one sentence that says what to do, without the password. */
class DatabaseServerError extends Error {
  override readonly name = 'DatabaseServerError'
}

/** The oldest version that is tested. */
const OLDEST = 14

/** How long to wait for PostgreSQL to start, which can take long after a crash. */
export const STARTING_SECONDS = 60
const POLL_MS = 500
/** PostgreSQL's code for a server that is starting or shutting down. */
const STARTING = '57P03'

interface StartOptions {
  connections: number
  onError: (error: Error) => void
  /** Called once, if PostgreSQL is starting and the wait begins. */
  onStarting?: () => void
  /** Called once, if another server is upgrading the database and the wait begins. */
  onUpgrading?: () => void
}

/**
 * Opens the PostgreSQL database of an installation and upgrades it. If several servers start at once, one migrates and
 * the others wait for it, for a limited time. Waits up to STARTING_SECONDS for a PostgreSQL that is
 * starting. Throws DatabaseServerError if it cannot be used.
 */
export async function startPostgres(url: string, options: StartOptions): Promise<Database> {
  const database = openPostgres(url, options)
  try {
    await retry(steadyClock, whileStarting(options.onStarting), () => refuseUnusable(database))
    const { onUpgrading: onWait } = options
    await migrate(database, onWait === undefined ? {} : { onWait })
    return database
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw refusalOf(error, url) ?? error
  }
}

/** Retries what fails because PostgreSQL is starting; while it restarts, it refuses connections for a moment. */
function whileStarting(onStarting: () => void = () => undefined): RetryPolicy {
  let isStarting = false
  return {
    shouldRetry({ error, elapsedMs }) {
      const code = codeOf(error)
      if (code === STARTING && !isStarting) onStarting()
      isStarting ||= code === STARTING
      return (
        isStarting &&
        [STARTING, 'ECONNREFUSED', 'ECONNRESET'].includes(code) &&
        elapsedMs < STARTING_SECONDS * 1000
      )
    },
    pauseMs: POLL_MS,
  }
}

/**
 * Repeats a start during which PostgreSQL went away, for STARTING_SECONDS: after a restart it is back soon. If
 * PostgreSQL was not there at the first attempt, it fails.
 */
export function whileRestarting(onAway: () => void): RetryPolicy {
  let wasThere = false
  return {
    shouldRetry({ error, elapsedMs }) {
      wasThere ||= !(error instanceof DatabaseServerError)
      return wasThere && [error, ...beneath(error)].some(isUnreachable) && elapsedMs < STARTING_SECONDS * 1000
    },
    pauseMs: POLL_MS,
    onRetry: ({ attempt }) => {
      if (attempt === 1) onAway()
    },
  }
}

async function refuseUnusable({ db }: Database): Promise<void> {
  const { rows } = await sql<{
    version: number
    encoding: string
    schema: string | null
    writable: boolean
    taken: string | null
  }>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      current_schema() as schema, not pg_is_in_recovery() as writable,
      (select min(nspname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where relname = 'kysely_migration' and nspname <> current_schema()) as taken`.execute(db)
  const [found] = rows
  if (found === undefined) return
  const major = Math.floor(found.version / 10_000)
  if (major < OLDEST)
    throw new DatabaseServerError(
      `FLX Pipelines needs PostgreSQL ${OLDEST} or newer, but FLX_DATABASE_URL names a server of version ${major}.`,
    )
  if (found.encoding !== 'UTF8')
    throw new DatabaseServerError(
      `The database of FLX_DATABASE_URL has the encoding ${found.encoding}, which cannot store every name: create one with the encoding UTF8.`,
    )
  if (found.schema === null)
    throw new DatabaseServerError(
      'The database of FLX_DATABASE_URL has no schema that its user can use: create one, or set the search_path of the user.',
    )
  // Notifications and the queue belong to the whole database; the migrator would take these tables for its own.
  if (found.taken !== null)
    throw new DatabaseServerError(
      `The database of FLX_DATABASE_URL holds tables of another installation in the schema "${found.taken}": create a separate database for each.`,
    )
  if (!found.writable)
    throw new DatabaseServerError('The server of FLX_DATABASE_URL is a read-only standby: name the primary.')
}

/** By the codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the system. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^(28P01|28000)$/, 'rejects the user or the password of FLX_DATABASE_URL'],
  [/^3D000$/, 'has no database of that name: create it, for instance with createdb'],
  [/^42501$/, 'does not let the user of FLX_DATABASE_URL create tables: make it the owner of the database'],
  [/^53300$/, 'has no connection left: raise its max_connections, or lower FLX_DATABASE_CONNECTIONS'],
  [/^57P03$/, `is starting or shutting down, and was not ready after ${STARTING_SECONDS} s: try again`],
  [/^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'cannot be reached: is it running?'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'has an unknown host name'],
  [/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS)/, 'has a certificate that is not trusted'],
]

function refusalOf(error: unknown, url: string): DatabaseServerError | undefined {
  const code = codeOf(error)
  const reason =
    REFUSALS.find(([pattern]) => pattern.test(code))?.[1] ??
    (isTimeout(error) ? 'did not respond in time' : undefined)
  if (reason === undefined) return undefined
  const { hostname, port, pathname } = new URL(url)
  return new DatabaseServerError(
    `The PostgreSQL server ${hostname}:${port === '' ? '5432' : port} (database ${decodeURIComponent(pathname.slice(1))}) ${reason}. ${sentence(messageOf(error))}`,
    { cause: error },
  )
}

/** Returns the errors behind an error: its cause, or both errors if disposing failed as well. */
function beneath(error: unknown): unknown[] {
  if (error instanceof SuppressedError) return [error.error, error.suppressed]
  return error instanceof Error && error.cause !== undefined ? [error.cause] : []
}

const isTimeout = (error: unknown): boolean => /timeout|terminated/i.test(messageOf(error))

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)
