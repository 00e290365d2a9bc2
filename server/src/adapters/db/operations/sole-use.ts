import pg from 'pg'

import { connectionSettings } from '../core/open-postgres.ts'

/**
 * Identifies the advisory lock; any number that nothing else locks. Servers share it; a command that needs the database
 * for itself holds it alone.
 */
const SOLE_USE_LOCK = 7_301_443

/** A command needs the database for itself, or holds it; the message says what to do. */
class SoleUseError extends Error {
  override readonly name = 'SoleUseError'
}

/** Keeps out commands that need the database for themselves, as long as the connection is open. */
export async function lockShared(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ shared: boolean }>(
    'select pg_try_advisory_lock_shared($1) as shared',
    [SOLE_USE_LOCK],
  )
  if (rows[0]?.shared !== true) {
    throw new SoleUseError(
      'A command such as rotate-key or rebuild-aggregates is using the PostgreSQL database: wait until it ends, then start again.',
    )
  }
}

/** Keeps servers out until it is disposed. Throws SoleUseError while a server uses the database. */
export async function lockExclusive(url: string): Promise<AsyncDisposable> {
  const client = new pg.Client(connectionSettings(url))
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
    SOLE_USE_LOCK,
  ])
  if (rows[0]?.alone !== true) {
    await client.end()
    throw new SoleUseError(
      'A server is using the PostgreSQL database: stop every server with this FLX_DATABASE_URL, then try again.',
    )
  }
  return { [Symbol.asyncDispose]: () => client.end() }
}
