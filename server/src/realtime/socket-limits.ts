import type { Rate } from './token-bucket.ts'

/**
 * Limits of sockets. A page follows at most about a hundred topics and replaces them when it turns; after a restart, a
 * wall display and all tabs of a user reconnect at once. A flood exceeds these limits within a second.
 */
export interface SocketLimits {
  /** Bytes of one message. The longest topic has 47 characters. */
  messageBytes: number
  /** Topics that one socket follows at once. */
  topics: number
  /** Messages of one socket, and of all sockets of one user together. */
  messages: Rate
  messagesPerUser: Rate
  /** Open sockets per user and per address. Behind an untrusted proxy, all clients share one address. */
  socketsPerUser: number
  socketsPerAddress: number
  /** New connections. */
  handshakesPerUser: Rate
  handshakesPerAddress: Rate
  /** The time for which a client that sent too much is refused. */
  pauseSeconds: number
}

export const SOCKET_LIMITS: SocketLimits = {
  messageBytes: 10_000,
  topics: 200,
  messages: { burst: 600, perSecond: 100 },
  messagesPerUser: { burst: 20_000, perSecond: 500 },
  socketsPerUser: 1200,
  socketsPerAddress: 2400,
  handshakesPerUser: { burst: 2500, perSecond: 20 },
  handshakesPerAddress: { burst: 5000, perSecond: 40 },
  pauseSeconds: 30,
}
