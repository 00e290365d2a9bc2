import type { LiveRefusal } from '@flx/shared/live/live'
import type { Server, Socket } from 'socket.io'

import type { SocketLimits } from './socket-limits.ts'
import { SocketQuota, type QuotaRefusal } from './socket-quota.ts'
import { TokenBucket } from './token-bucket.ts'

/** The transport beneath a socket, which exists before its user is known. */
type Connection = Socket['conn']

/** Tries to sign a connection in: each may ask the database. */
const MAX_TRIES = 3
/** A closed connection that still sends is cut after this. */
const CUT_AFTER_MS = 1000

/** Keeps what sockets send and open within the limits. */
export interface FloodGuard {
  /** Whether this address may begin another connection. */
  admits(address: string): boolean
  /** Counts a handshake of a person; why it is refused, or null. */
  handshake(userId: string): LiveRefusal | null
  /** Whether a connection may try once more to say who it is. */
  mayTry(connection: Connection): boolean
  /** Counts the socket and what it sends as the person's. */
  connected(socket: Pick<Socket, 'conn' | 'emit' | 'disconnect'>, userId: string): void
}

interface Watched {
  messages: TokenBucket
  tries: number
  owner: { userId: string; refuse: (refusal: LiveRefusal) => void } | undefined
}

interface GuardOptions {
  io: Pick<Server, 'engine'>
  limits: SocketLimits
  addressOf: (request: Connection['request']) => string
  onFlood: (found: { userId: string | null; address: string }) => void
}

/**
 * Counts every packet of the transport before it is decoded, whatever it holds. A client that passes the limits is told
 * why, disconnected, and kept out for a while.
 */
export function guardAgainstFloods({ io, limits, addressOf, onFlood }: GuardOptions): FloodGuard {
  const watched = new WeakMap<Connection, Watched>()
  const addresses = new SocketQuota({
    open: limits.socketsPerAddress,
    handshakes: limits.handshakesPerAddress,
  })
  const people = new SocketQuota({
    open: limits.socketsPerPerson,
    handshakes: limits.handshakesPerPerson,
    messages: limits.messagesPerPerson,
  })
  const now = (): number => performance.now()

  io.engine.on('connection', (connection: Connection) => {
    const state: Watched = { messages: new TokenBucket(limits.messages, now()), tries: 0, owner: undefined }
    watched.set(connection, state)
    connection.once('close', addresses.opened(addressOf(connection.request), now()))
    connection.on('packet', ({ data }: { data?: unknown }) => {
      const { owner, messages } = state
      // A page sends no binary data: its parts would be kept until the last one came.
      const fits = data === undefined || typeof data === 'string'
      if (fits && messages.take(now()) && (owner === undefined || people.message(owner.userId, now()))) return
      end(connection, state)
    })
  })

  function end(connection: Connection, { owner }: Watched): void {
    onFlood({ userId: owner?.userId ?? null, address: addressOf(connection.request) })
    if (owner !== undefined) {
      people.pause(owner.userId, now() + limits.pauseSeconds * 1000, now())
      owner.refuse(refusalOf('paused', limits))
    }
    connection.close()
    setTimeout(() => connection.request.socket.destroy(), CUT_AFTER_MS).unref()
  }

  return {
    admits: (address) => addresses.handshake(address, now()) === null,
    mayTry(connection) {
      const state = watched.get(connection)
      return state !== undefined && ++state.tries <= MAX_TRIES
    },
    handshake(userId) {
      const refused = people.handshake(userId, now())
      return refused === null ? null : refusalOf(refused, limits)
    },
    connected(socket, userId) {
      const state = watched.get(socket.conn)
      if (state === undefined) return
      state.owner = {
        userId,
        refuse(refusal) {
          socket.emit('refused', refusal)
          socket.disconnect(true)
        },
      }
      socket.conn.once('close', people.opened(userId, now()))
    },
  }
}

function refusalOf(why: QuotaRefusal, { pauseSeconds, socketsPerPerson }: SocketLimits): LiveRefusal {
  const messages: Record<QuotaRefusal, string> = {
    paused: `Live updates pause for ${pauseSeconds} seconds: one of your pages is sending too many messages.`,
    'too-often': `Live updates pause for ${pauseSeconds} seconds: your pages are connecting too often.`,
    'too-many-open': `No live updates: you already have ${socketsPerPerson.toLocaleString('en')} pages open. Close some of them. Retrying in ${pauseSeconds} seconds.`,
  }
  return { message: messages[why], retryAfterSeconds: pauseSeconds }
}
