import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'

import type { Log } from '../domain/core/log.ts'

/**
 * Time limits of a connection. A kept-alive one stays open longer than proxies keep theirs (nginx 60 or 75 s, load
 * balancers 60 s), so that no proxy sends a request into a connection that is closing. A slower request gets 408.
 */
export const CONNECTION_TIMES = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 95_000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions

/** A connection that is silent for this long during a request has lost its other end. */
const SILENCE_MS = 600_000
/** Descriptors for the database, the log, the supply of pipes, and Node itself. */
const OWN_DESCRIPTORS = 192
/** Descriptors of one execution: the pipes of four programs, and files that are open briefly. */
const EXECUTION_DESCRIPTORS = 24
const MAX_CONNECTIONS = 10_000
/** Places kept free for the next connections. */
const SPARE = 16
const WARNING_INTERVAL_MS = 60_000

/** Returns how many files this process can have open at once; Infinity if the system does not report it. */
export function descriptorLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined || soft === 'unlimited' ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}

/** Returns the number of connections that leaves executions the descriptors that they need. */
export function maxConnections(descriptors: number, concurrency: number): number {
  const available = descriptors - OWN_DESCRIPTORS - EXECUTION_DESCRIPTORS * concurrency
  return Math.min(MAX_CONNECTIONS, Math.max(available, Math.floor(descriptors / 4)))
}

/**
 * Keeps the number of connections below `max`. When all places are taken, a new connection replaces the one that has
 * been idle longest, or else the one that has been sending its request longest; connections that are being answered,
 * and live ones, stay.
 */
export function guardConnections(server: Server, max: number, log: Log): void {
  const connections = new ConnectionTracker()
  let warnedAt = 0
  server.maxConnections = max
  server.timeout = SILENCE_MS
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.remove(socket))
    if (connections.size <= max - SPARE) return
    connections.makeRoom(socket)
    if (performance.now() - warnedAt < WARNING_INTERVAL_MS && warnedAt > 0) return
    warnedAt = performance.now()
    log.warn(
      { connections: connections.size, most: max },
      'Nearly all connections are in use; closing idle ones',
    )
  })
  server.on('request', (request, response) => {
    connections.markRequesting(request)
    response.once('close', () => connections.markIdle(request.socket))
  })
  server.on('upgrade', (request) => connections.markLive(request.socket as Socket))
}

/** Tracks connections by what happens in them, in the order in which they entered each state. */
class ConnectionTracker {
  readonly #all = new Set<Socket>()
  readonly #idle = new Set<Socket>()
  readonly #requesting = new Map<Socket, IncomingMessage>()

  get size(): number {
    return this.#all.size
  }

  add(socket: Socket): void {
    this.#all.add(socket)
    this.#idle.add(socket)
  }

  remove(socket: Socket): void {
    this.#all.delete(socket)
    this.markLive(socket)
  }

  markRequesting(request: IncomingMessage): void {
    this.#idle.delete(request.socket)
    this.#requesting.set(request.socket, request)
  }

  markIdle(socket: Socket): void {
    this.#requesting.delete(socket)
    if (!socket.destroyed && this.#all.has(socket)) this.#idle.add(socket)
  }

  /** Marks a live connection, which is neither idle nor asking. */
  markLive(socket: Socket): void {
    this.#idle.delete(socket)
    this.#requesting.delete(socket)
  }

  makeRoom(newest: Socket): void {
    for (const socket of this.#idle) {
      if (socket !== newest) return void socket.destroy()
    }
    for (const [socket, request] of this.#requesting) {
      if (!request.complete) return void socket.destroy()
    }
  }
}
