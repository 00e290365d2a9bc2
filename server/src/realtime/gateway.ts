import type { IncomingMessage, Server as HttpServer } from 'node:http'

import { isFinished } from '@flx/shared/executions/execution-status'
import type { ClientToServer, LiveEvent, ServerToClient, SubscribeAck } from '@flx/shared/live/live'
import { isTopic, ruleOf, topicsOf } from '@flx/shared/live/live-topics'
import { hasRole, type Role } from '@flx/shared/access/role'
import { Server, type Socket as ServerSocket } from 'socket.io'

import type { Auth, SignedIn } from '../domain/access/auth.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { Clock, EventLog, HintBus, SessionEnds } from '../domain/core/ports.ts'
import type { StorageHealth } from '../domain/operations/storage-health.ts'
import { coalesceHints } from '../core/coalesce-hints.ts'
import { guardAgainstFloods } from './flood-guard.ts'
import { createRecentHints } from './recent-hints.ts'
import { startRelay } from './relay.ts'
import { hintsByTopic } from './hints-by-topic.ts'
import { SOCKET_LIMITS } from './socket-limits.ts'

type NoEvents = Record<string, never>
type Socket = ServerSocket<ClientToServer, ServerToClient, NoEvents, SocketData>
interface SocketData {
  sessionId: string
  userId: string
  role: Role
  /** The last check of the session, and its time in milliseconds. */
  lastCheck: { at: number; result: Promise<SignedIn | null> } | undefined
}

export interface Gateway extends AsyncDisposable {
  /** Returns the `seq` of the last event passed on. */
  position(): number
}

interface GatewayOptions {
  httpServer: HttpServer
  auth: Auth
  events: EventLog
  clock: Clock
  hints: HintBus
  sessions: SessionEnds
  storage: StorageHealth
  log: Log
  /** Returns whether a handshake comes from our own page, at a known host name. */
  isOwnRequest: (request: IncomingMessage) => boolean
  /** Returns the build of the page that this server delivers. */
  build: () => Promise<string | null>
  /** Returns the client's address. */
  addressOf: (request: IncomingMessage) => string
}

/** Time for which a session check is reused: a session that ends on this server closes its sockets anyway. */
const SESSION_CACHE_MS = 5000
/** Interval at which open sockets are checked again: sessions also expire, or end on another server. */
const RECHECK_MS = 60_000

/**
 * Starts Socket.IO on the HTTP server. Checks the session at the handshake and at each subscription, and sends
 * events and hints.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { auth, hints, log } = options
  const io = new Server<ClientToServer, ServerToClient, NoEvents, SocketData>(options.httpServer, {
    path: '/socket.io',
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: SOCKET_LIMITS.messageBytes,
    allowRequest: (request, decide) =>
      decide(null, options.isOwnRequest(request) && guard.admits(options.addressOf(request))),
  })
  const guard = guardAgainstFloods({
    io,
    limits: SOCKET_LIMITS,
    addressOf: options.addressOf,
    onFlood: (sender) => log.warn(sender, 'A live connection sent too much and was closed'),
  })
  const recent = createRecentHints()
  const coalesced = coalesceHints((batch) => {
    // Not volatile: a frame sent while another is in transit would be dropped, such as the last hint of a burst.
    for (const [topic, topicHints] of hintsByTopic(batch)) {
      recent.keep(topic, topicHints)
      io.to(topic).emit('hints', topicHints)
    }
  })
  const emit = (event: LiveEvent): void => {
    if (event.type === 'execution.changed' && isFinished(event.execution.status)) {
      coalesced.executionEnded(event.execution.id)
    }
    io.to([...topicsOf(event)]).emit('event', event)
  }
  const relay = await startRelay(options, emit)
  const stopHints = hints.subscribe((hint) => coalesced.push(hint))
  const stopSessions = options.sessions.listen((sessionId) =>
    io.in(sessionRoom(sessionId)).disconnectSockets(true),
  )
  const stopStorage = options.storage.onChange((problem) => {
    io.emit('hints', [{ type: 'storage.changed', problem }])
  })

  io.use(async (socket, next) => {
    if (!guard.mayTry(socket.conn)) return socket.conn.close()
    try {
      const signedIn = await findSession(auth, socket)
      if (signedIn === null) return next(new Error('unauthenticated'))
      const { sessionId, user } = signedIn
      const refusal = guard.handshake(user.id)
      if (refusal !== null) return next(Object.assign(new Error('refused'), { data: refusal }))
      socket.data = { sessionId, userId: user.id, role: user.role, lastCheck: undefined }
      next()
    } catch (error) {
      log.error({ error: messageOf(error) }, 'A socket handshake failed')
      next(new Error('unavailable'))
    }
  })
  io.on('connection', (socket) => {
    guard.connected(socket, socket.data.userId)
    void socket.join(sessionRoom(socket.data.sessionId))
    void options.build().then((build) => build !== null && socket.emit('build', build))
    // Even without a problem: the page might still show one from before its connection was lost.
    socket.emit('hints', [{ type: 'storage.changed', problem: options.storage.problem() }])
    socket.on('subscribe', async (topic: unknown, acknowledge: unknown) => {
      const result = await subscribe(socket, topic, auth, relay.position, log)
      reply(acknowledge, result)
      if ('error' in result) {
        if (result.error.code === 'unauthenticated') socket.disconnect(true)
        return
      }
      const missed = isTopic(topic) ? recent.of(topic) : []
      if (missed.length > 0) socket.emit('hints', missed)
    })
    socket.on('unsubscribe', async (topic: unknown, acknowledge: unknown) => {
      if (isTopic(topic)) await socket.leave(topic)
      reply(acknowledge, { seq: relay.position() })
    })
  })
  const recheck = setInterval(() => void closeEndedSessions(io, auth, log), RECHECK_MS).unref()

  return {
    position: () => relay.position(),
    async [Symbol.asyncDispose]() {
      clearInterval(recheck)
      stopHints()
      stopSessions()
      stopStorage()
      coalesced[Symbol.dispose]()
      await relay[Symbol.asyncDispose]()
      // Not io.close(), which would also close the HTTP server; that belongs to the caller.
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

async function subscribe(
  socket: Socket,
  topic: unknown,
  auth: Auth,
  position: () => number,
  log: Log,
): Promise<SubscribeAck> {
  if (!isTopic(topic)) return refusal('invalid', 'This topic does not exist.')
  // Besides its topics, a socket is in its own room and in that of its session.
  if (!socket.rooms.has(topic) && socket.rooms.size >= SOCKET_LIMITS.topics + 2) {
    return refusal('invalid', 'Too many topics on one connection.')
  }
  try {
    const signedIn = await cachedSession(auth, socket)
    if (signedIn === null) return refusal('unauthenticated', 'The session has ended. Sign in again.')
    const neededRole = ruleOf(topic).role
    if (!hasRole(signedIn.user.role, neededRole)) {
      return refusal('forbidden', `This needs the ${neededRole} role; yours is ${signedIn.user.role}.`)
    }
    if (!socket.connected) return refusal('unauthenticated', 'The connection has ended.')
    await socket.join(topic)
    // Read after joining, so that every event after this position arrives.
    return { seq: position() }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'A subscription failed')
    return refusal('invalid', 'The subscription failed on the server. Try again.')
  }
}

/**
 * Returns the session of a socket, checked once for many subscriptions. The first subscription checks again: the
 * session might have ended during the handshake, before there was a socket to close.
 */
function cachedSession(auth: Auth, socket: Socket): Promise<SignedIn | null> {
  const { lastCheck } = socket.data
  const now = performance.now()
  if (lastCheck !== undefined && now - lastCheck.at < SESSION_CACHE_MS) return lastCheck.result
  const result = findSession(auth, socket)
  socket.data.lastCheck = { at: now, result }
  result.catch(() => void (socket.data.lastCheck = undefined))
  return result
}

/** Returns the session by the cookie or token of the handshake; null if it has ended. */
async function findSession(auth: Auth, socket: Socket): Promise<SignedIn | null> {
  const { cookie, authorization } = socket.handshake.headers
  if (authorization !== undefined) return auth.session(new Headers({ authorization }))
  return cookie === undefined ? null : auth.session(new Headers({ cookie }))
}

async function closeEndedSessions(
  io: Server<ClientToServer, ServerToClient, NoEvents, SocketData>,
  auth: Auth,
  log: Log,
): Promise<void> {
  // Check each session once, however many pages it has open.
  const sessions = new Map<string | undefined, Promise<SignedIn | null>>()
  try {
    for (const socket of io.of('/').sockets.values()) {
      const { cookie, authorization } = socket.handshake.headers
      const key = authorization ?? cookie
      const session = sessions.get(key) ?? findSession(auth, socket)
      sessions.set(key, session)
      // Another role allows other topics: the page reconnects.
      if ((await session)?.user.role !== socket.data.role) socket.disconnect(true)
    }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'Could not check open sockets')
  }
}

type RefusalCode = Extract<SubscribeAck, { error: unknown }>['error']['code']
const refusal = (code: RefusalCode, message: string): SubscribeAck => ({ error: { code, message } })
const sessionRoom = (sessionId: string): string => `session:${sessionId}`

/** Acknowledges a message if the client expects it: types do not bind what a client sends. */
function reply(acknowledge: unknown, result: SubscribeAck): void {
  if (typeof acknowledge === 'function') acknowledge(result)
}
