import { sql } from 'kysely'
import pg from 'pg'

import type { LedWork, Leadership } from '../../../domain/operations/leadership.ts'
import { connectionSettings } from '../core/open-postgres.ts'
import type { Trx } from '../core/writer.ts'

/** After this time without an answer, the connection is given up and opened again for the next request. */
const ANSWER_MS = 2000

/** The server's clock, not the process's: clocks of nodes can differ. */
const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * Creates a `Leadership` on PostgreSQL with its own connection, so that busy pages cannot make a leader look dead. Each
 * method rejects while PostgreSQL does not answer.
 */
export function postgresLeadership(url: string): Leadership & AsyncDisposable {
  let connection: Promise<pg.Client> | undefined

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      ...connectionSettings(url),
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      drop(client)
      throw error
    }
  }

  async function query(statement: string, values: readonly unknown[]): Promise<{ term: number }[]> {
    const opening = (connection ??= open())
    try {
      const client = await opening
      return (await client.query<{ term: number }>(statement, [...values])).rows
    } catch (error) {
      if (connection === opening) connection = undefined
      void opening.then(drop, () => undefined)
      throw error
    }
  }

  return {
    async take(work, { processId, node }, ms) {
      // The term is part of a unique index: changing it waits for the transactions that lock the row, see
      // `requireTerm`.
      const rows = await query(
        `update leader set term = term + 1, until_ms = ${NOW_MS} + $2, process_id = $3, node = $4,
          since = to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          where name = $1 and until_ms < ${NOW_MS} returning term`,
        [work, ms, processId, node],
      )
      return rows[0]?.term ?? null
    },

    async renew(work, term, ms) {
      const renewed = await query(
        `update leader set until_ms = ${NOW_MS} + $3 where name = $1 and term = $2 returning term`,
        [work, term, ms],
      )
      return renewed.length > 0
    },

    async resign(work, term) {
      await query(`update leader set until_ms = 0 where name = $1 and term = $2 returning term`, [work, term])
    },

    async [Symbol.asyncDispose]() {
      await connection?.then(
        (client) => client.end(),
        () => undefined,
      )
    },
  }
}

/** Closes the socket without ending the session: a server that does not answer would not receive the message. */
const drop = (client: pg.Client): void => void client.connection.stream.destroy()

/** Another process leads now and takes over what this one wanted to write. */
class TermOverError extends Error {
  override readonly name = 'TermOverError'
}

/**
 * Starts every transaction of a leader. Its row is locked until the commit, so that no other term starts in between.
 * Throws TermOverError if one has started.
 */
export const requireTerm =
  (work: LedWork, term: number) =>
  async (trx: Trx): Promise<void> => {
    const { rows } =
      await sql`select 1 from leader where name = ${work} and term = ${term} for key share`.execute(trx)
    if (rows.length === 0) throw new TermOverError('Another server is the leader now.')
  }
