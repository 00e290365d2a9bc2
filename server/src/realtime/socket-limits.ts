import type { Rate } from './token-bucket.ts'

/**
 * Limits of sockets. A page follows at most about a hundred topics and changes them with each turn; a wall and the many
 * tabs of one person come back all at once after a restart. A flood passes these within a second.
 */
export interface SocketLimits {
  /** Bytes of one message. The longest topic has 47 characters. */
  messageBytes: number
  /** Topics that one socket follows at once. */
  topics: number
  /** Messages of one socket, and of all sockets of one person together. */
  messages: Rate
  messagesPerPerson: Rate
  /** Open sockets per address. Behind a proxy that is not trusted, all clients share one. */
  socketsPerPerson: number
  socketsPerAddress: number
  /** Connections that begin. */
  handshakesPerPerson: Rate
  handshakesPerAddress: Rate
  /** The time for which a client that sent too much is kept out. */
  pauseSeconds: number
}

export const SOCKET_LIMITS: SocketLimits = {
  messageBytes: 10_000,
  topics: 200,
  messages: { burst: 600, perSecond: 100 },
  messagesPerPerson: { burst: 20_000, perSecond: 500 },
  socketsPerPerson: 1200,
  socketsPerAddress: 2400,
  handshakesPerPerson: { burst: 2500, perSecond: 20 },
  handshakesPerAddress: { burst: 5000, perSecond: 40 },
  pauseSeconds: 30,
}
