import pg from 'pg'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import { retry } from '../../domain/core/retry.ts'
import { lockShared } from '../db/operations/sole-use.ts'
import { connectionSettings } from '../db/core/open-postgres.ts'
import { steadyClock } from '../system/system.ts'

/** Notifications between the processes that use the same PostgreSQL. Lossy: what must not be lost is in the tables. */
export interface ProcessSignals extends AsyncDisposable {
  /** Sends a text of at most `MAX_BYTES` to the other processes; a failure is only logged. */
  send(channel: Channel, text: string): void
  /** Calls the listener with what other processes send. Returns the unsubscribe function. */
  listen(channel: Channel, listener: (text: string) => void): () => void
  /** Called when notifications might have been missed: the connection was lost and restored. */
  onGap(listener: () => void): () => void
}

/** PostgreSQL channels: new events (see `writer.ts`), hints, signals for workers, errands, sessions that have ended. */
const CHANNELS = ['flx_event', 'flx_hint', 'flx_work', 'flx_errand', 'flx_session'] as const
type Channel = (typeof CHANNELS)[number]

/** PostgreSQL accepts payloads below 8000 bytes; ours start with the sender. */
export const MAX_BYTES = 7900

/**
 * A connection that a firewall has dropped looks alive: it is queried at this interval, and must answer within
 * `ANSWER_MS`.
 */
const PROBE_INTERVAL_MS = 10_000
const ANSWER_MS = 5000
const MAX_PAUSE_MS = 5000

/**
 * Opens the listening connection of the process `self`. Rejects if the first connection fails; a connection lost later
 * is reopened.
 */
export async function postgresSignals(url: string, self: string, log: Log): Promise<ProcessSignals> {
  const listeners = new Map<string, Set<(text: string) => void>>(CHANNELS.map((name) => [name, new Set()]))
  const gapListeners = new Set<() => void>()
  const stopping = new AbortController()
  let client: pg.Client
  await connect()

  async function connect(): Promise<void> {
    const connection = new pg.Client({ ...connectionSettings(url), query_timeout: ANSWER_MS })
    let ended = false
    connection.on('error', () => undefined)
    connection.once('end', () => {
      ended = true
      void reconnect(connection)
    })
    connection.on('notification', ({ channel, payload = '' }) => {
      const [sender, text = ''] = payload.split(/ (.*)/s)
      if (sender === self) return
      for (const listener of listeners.get(channel) ?? []) {
        try {
          listener(text)
        } catch (error) {
          // A text from another version must not crash the process.
          log.warn({ channel, error: messageOf(error) }, 'Could not use a signal from another process')
        }
      }
    })
    try {
      await connection.connect()
      await lockShared(connection)
      for (const channel of CHANNELS) await connection.query(`listen ${channel}`)
      // An end before this line did not reconnect, because `client` was not this connection yet.
      if (ended) throw new Error('The connection ended immediately.')
      client = connection
    } catch (error) {
      await close(connection)
      throw error
    }
  }

  async function reconnect(lost: pg.Client): Promise<void> {
    if (stopping.signal.aborted || lost !== client) return
    log.warn({}, 'The connection for signals from other processes broke; reopening it')
    try {
      await retry(
        steadyClock,
        {
          shouldRetry: () => true,
          pauseMs: ({ attempt }) => Math.min(MAX_PAUSE_MS, 100 * 2 ** attempt),
          signal: stopping.signal,
        },
        connect,
      )
    } catch {
      // Happens only when the server stops.
      return
    }
    if (stopping.signal.aborted) return await close(client)
    for (const listener of gapListeners) listener()
  }

  const probeTimer = setInterval(() => {
    const probed = client
    // Without an answer the connection is closed, and its end opens another one.
    probed.query('select 1').catch(() => close(probed))
  }, PROBE_INTERVAL_MS).unref()

  return {
    send(channel, text) {
      client
        .query('select pg_notify($1, $2)', [channel, `${self} ${text}`])
        .catch((error: unknown) => log.debug({ channel, error: messageOf(error) }, 'Could not send a signal'))
    },
    listen(channel, listener) {
      listeners.get(channel)?.add(listener)
      return () => void listeners.get(channel)?.delete(listener)
    },
    onGap(listener) {
      gapListeners.add(listener)
      return () => void gapListeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearInterval(probeTimer)
      await close(client)
    },
  }
}

/** Closes a connection that might be dead: without an answer, its socket is destroyed. */
async function close(client: pg.Client): Promise<void> {
  const cut = setTimeout(() => client.connection.stream.destroy(), ANSWER_MS)
  await client.end().catch(() => undefined)
  clearTimeout(cut)
}
