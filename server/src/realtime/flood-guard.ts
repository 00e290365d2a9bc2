import { formatNumber } from '@flx/shared/core/quantities'
import type { LiveRefusal } from '@flx/shared/live/live'
import type { Server, Socket } from 'socket.io'

import type { SocketLimits } from './socket-limits.ts'
import { SocketQuota, type QuotaRefusal } from './socket-quota.ts'
import { TokenBucket } from './token-bucket.ts'

/** The transport beneath a socket, which exists before its user is known. */
type Connection = Socket['conn']

/** Maximum number of sign-in attempts per connection: each can query the database. */
const MAX_ATTEMPTS = 3
/** Time after which a closed connection that still sends is destroyed. */
const DESTROY_AFTER_MS = 1000

/** Enforces the limits on what sockets open and send. */
export interface FloodGuard {
  /** Returns whether this address can open another connection. */
  admits(address: string): boolean
  /** Counts a user's handshake. Returns why it is refused; null if it is not. */
  handshake(userId: string): LiveRefusal | null
  /** Returns whether a connection can try again to sign in. */
  mayTry(connection: Connection): boolean
  /** Counts the socket and its messages as the user's. */
  connected(socket: Pick<Socket, 'conn' | 'emit' | 'disconnect'>, userId: string): void
}

interface ConnectionState {
  messages: TokenBucket
  attempts: number
  owner: { userId: string; refuse: (refusal: LiveRefusal) => void } | undefined
}

interface GuardOptions {
  io: Pick<Server, 'engine'>
  limits: SocketLimits
  addressOf: (request: Connection['request']) => string
  onFlood: (sender: { userId: string | null; address: string }) => void
}

/**
 * Counts every packet of the transport before it is decoded. A client that exceeds the limits is told why,
 * disconnected, and refused for a while.
 */
export function guardAgainstFloods({ io, limits, addressOf, onFlood }: GuardOptions): FloodGuard {
  const states = new WeakMap<Connection, ConnectionState>()
  const addresses = new SocketQuota({
    open: limits.socketsPerAddress,
    handshakes: limits.handshakesPerAddress,
  })
  const users = new SocketQuota({
    open: limits.socketsPerUser,
    handshakes: limits.handshakesPerUser,
    messages: limits.messagesPerUser,
  })
  const now = (): number => performance.now()

  io.engine.on('connection', (connection: Connection) => {
    const state: ConnectionState = {
      messages: new TokenBucket(limits.messages, now()),
      attempts: 0,
      owner: undefined,
    }
    states.set(connection, state)
    connection.once('close', addresses.opened(addressOf(connection.request), now()))
    connection.on('packet', ({ data }: { data?: unknown }) => {
      const { owner, messages } = state
      // Pages send no binary data: its parts would be buffered until the last one arrives.
      const isText = data === undefined || typeof data === 'string'
      if (isText && messages.take(now()) && (owner === undefined || users.message(owner.userId, now())))
        return
      closeConnection(connection, state)
    })
  })

  function closeConnection(connection: Connection, { owner }: ConnectionState): void {
    onFlood({ userId: owner?.userId ?? null, address: addressOf(connection.request) })
    if (owner !== undefined) {
      users.pause(owner.userId, now() + limits.pauseSeconds * 1000, now())
      owner.refuse(refusalOf('paused', limits))
    }
    connection.close()
    setTimeout(() => connection.request.socket.destroy(), DESTROY_AFTER_MS).unref()
  }

  return {
    admits: (address) => addresses.handshake(address, now()) === null,
    mayTry(connection) {
      const state = states.get(connection)
      return state !== undefined && ++state.attempts <= MAX_ATTEMPTS
    },
    handshake(userId) {
      const reason = users.handshake(userId, now())
      return reason === null ? null : refusalOf(reason, limits)
    },
    connected(socket, userId) {
      const state = states.get(socket.conn)
      if (state === undefined) return
      state.owner = {
        userId,
        refuse(refusal) {
          socket.emit('refused', refusal)
          socket.disconnect(true)
        },
      }
      socket.conn.once('close', users.opened(userId, now()))
    },
  }
}

function refusalOf(reason: QuotaRefusal, { pauseSeconds, socketsPerUser }: SocketLimits): LiveRefusal {
  const messages: Record<QuotaRefusal, string> = {
    paused: `Live updates are paused for ${pauseSeconds} seconds: one of your pages is sending too many messages.`,
    'too-often': `Live updates are paused for ${pauseSeconds} seconds: your pages are connecting too often.`,
    'too-many-open': `No live updates: you already have ${formatNumber(socketsPerUser)} pages open. Close some of them. Retrying in ${pauseSeconds} seconds.`,
  }
  return { message: messages[reason], retryAfterSeconds: pauseSeconds }
}
