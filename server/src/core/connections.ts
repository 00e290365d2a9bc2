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
const SILENT_MS = 600_000
/** Descriptors for the database, the log, the supply of pipes, and Node itself. */
const OWN_DESCRIPTORS = 192
/** Descriptors of one execution: the pipes of four programs, and files that are open briefly. */
const EXECUTION_DESCRIPTORS = 24
const MAX_CONNECTIONS = 10_000
/** Places kept free for the next connections. */
const SPARE = 16
const SAY_EVERY_MS = 60_000

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
  const left = descriptors - OWN_DESCRIPTORS - EXECUTION_DESCRIPTORS * concurrency
  return Math.min(MAX_CONNECTIONS, Math.max(left, Math.floor(descriptors / 4)))
}

/**
 * Keeps the number of connections below `most`. When all places are taken, a new connection replaces the one that has
 * been idle longest, or else the one that has been sending its request longest; connections that are being answered,
 * and live ones, stay.
 */
export function guardConnections(server: Server, most: number, log: Log): void {
  const connections = new Places()
  let said = 0
  server.maxConnections = most
  server.timeout = SILENT_MS
  server.on('connection', (socket: Socket) => {
    connections.opened(socket)
    socket.once('close', () => connections.closed(socket))
    if (connections.size <= most - SPARE) return
    connections.makeRoom(socket)
    if (performance.now() - said < SAY_EVERY_MS && said > 0) return
    said = performance.now()
    log.warn({ connections: connections.size, most }, 'Nearly all connections are in use; closing idle ones')
  })
  server.on('request', (request, response) => {
    connections.asks(request)
    response.once('close', () => connections.rests(request.socket))
  })
  server.on('upgrade', (request) => connections.stays(request.socket as Socket))
}

/** Tracks connections by what happens in them, in the order in which they entered each state. */
class Places {
  readonly #all = new Set<Socket>()
  readonly #idle = new Set<Socket>()
  readonly #asking = new Map<Socket, IncomingMessage>()

  get size(): number {
    return this.#all.size
  }

  opened(socket: Socket): void {
    this.#all.add(socket)
    this.#idle.add(socket)
  }

  closed(socket: Socket): void {
    this.#all.delete(socket)
    this.stays(socket)
  }

  asks(request: IncomingMessage): void {
    this.#idle.delete(request.socket)
    this.#asking.set(request.socket, request)
  }

  rests(socket: Socket): void {
    this.#asking.delete(socket)
    if (!socket.destroyed && this.#all.has(socket)) this.#idle.add(socket)
  }

  /** Marks a live connection, which is neither idle nor asking. */
  stays(socket: Socket): void {
    this.#idle.delete(socket)
    this.#asking.delete(socket)
  }

  makeRoom(newest: Socket): void {
    for (const socket of this.#idle) {
      if (socket !== newest) return void socket.destroy()
    }
    for (const [socket, request] of this.#asking) {
      if (!request.complete) return void socket.destroy()
    }
  }
}
