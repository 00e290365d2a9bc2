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
import { hintsByTopic } from './rooms.ts'
import { SOCKET_LIMITS } from './socket-limits.ts'

type NoEvents = Record<string, never>
type Socket = ServerSocket<ClientToServer, ServerToClient, NoEvents, SocketData>
interface SocketData {
  sessionId: string
  userId: string
  role: Role
  /** The last answer to "who is this?", and when it was asked for. */
  asked: { at: number; answer: Promise<SignedIn | null> } | undefined
}

export interface Gateway extends AsyncDisposable {
  /** `seq` of the last event that was handed on. */
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
  /** True when a handshake comes from a page of ours, at a name of this server. */
  isOwnRequest: (request: IncomingMessage) => boolean
  /** The address of the person behind a request. */
  addressOf: (request: IncomingMessage) => string
}

/** A subscription may rely on an answer of this age: sessions that end here take their sockets with them. */
const REMEMBER_MS = 5000
/** Sessions may end without passing by here (expiry, another server): open sockets are asked again. */
const RECHECK_MS = 60_000

/** Socket.IO on the HTTP server: a session at the handshake and again at each subscription, then events and hints. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { auth, hints, log } = options
  const io = new Server<ClientToServer, ServerToClient, NoEvents, SocketData>(options.httpServer, {
    path: '/socket.io',
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: SOCKET_LIMITS.messageBytes,
    allowRequest: (request, answer) =>
      answer(null, options.isOwnRequest(request) && guard.admits(options.addressOf(request))),
  })
  const guard = guardAgainstFloods({
    io,
    limits: SOCKET_LIMITS,
    addressOf: options.addressOf,
    onFlood: (found) => log.warn(found, 'A live connection sent too much and was closed'),
  })
  const recent = createRecentHints()
  const coalesced = coalesceHints((some) => {
    // Not volatile: a frame that comes while another is on its way would be dropped, and the last hint of a burst with it.
    for (const [topic, about] of hintsByTopic(some)) {
      recent.keep(topic, about)
      io.to(topic).emit('hints', about)
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
  const stopEnds = options.sessions.listen((sessionId) =>
    io.in(sessionRoom(sessionId)).disconnectSockets(true),
  )
  const stopStorage = options.storage.onChange((problem) => {
    io.emit('hints', [{ type: 'storage.changed', problem }])
  })

  io.use(async (socket, next) => {
    if (!guard.mayTry(socket.conn)) return socket.conn.close()
    try {
      const signedIn = await signedInBy(auth, socket)
      if (signedIn === null) return next(new Error('unauthenticated'))
      const { sessionId, user } = signedIn
      const refusal = guard.handshake(user.id)
      if (refusal !== null) return next(Object.assign(new Error('refused'), { data: refusal }))
      socket.data = { sessionId, userId: user.id, role: user.role, asked: undefined }
      next()
    } catch (error) {
      log.error({ error: messageOf(error) }, 'A socket handshake failed')
      next(new Error('unavailable'))
    }
  })
  io.on('connection', (socket) => {
    guard.connected(socket, socket.data.userId)
    void socket.join(sessionRoom(socket.data.sessionId))
    // Also the end of a problem: the page may know one from before its connection was lost.
    socket.emit('hints', [{ type: 'storage.changed', problem: options.storage.problem() }])
    socket.on('subscribe', async (topic: unknown, acknowledge: unknown) => {
      const answer = await subscribe(socket, topic, auth, relay.position, log)
      answerWith(acknowledge, answer)
      if ('error' in answer) {
        if (answer.error.code === 'unauthenticated') socket.disconnect(true)
        return
      }
      const missed = isTopic(topic) ? recent.of(topic) : []
      if (missed.length > 0) socket.emit('hints', missed)
    })
    socket.on('unsubscribe', async (topic: unknown, acknowledge: unknown) => {
      if (isTopic(topic)) await socket.leave(topic)
      answerWith(acknowledge, { seq: relay.position() })
    })
  })
  const recheck = setInterval(() => void closeEnded(io, auth, log), RECHECK_MS).unref()

  return {
    position: () => relay.position(),
    async [Symbol.asyncDispose]() {
      clearInterval(recheck)
      stopHints()
      stopEnds()
      stopStorage()
      coalesced[Symbol.dispose]()
      await relay[Symbol.asyncDispose]()
      // Not io.close(): that would also close the HTTP server beneath, which is not ours.
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
  // Besides the topics, a socket is in the room of its own and in that of its session.
  if (!socket.rooms.has(topic) && socket.rooms.size >= SOCKET_LIMITS.topics + 2) {
    return refusal('invalid', 'Too many topics on one connection.')
  }
  try {
    const signedIn = await rememberedSession(auth, socket)
    if (signedIn === null) return refusal('unauthenticated', 'The session has ended. Sign in again.')
    const needed = ruleOf(topic).role
    if (!hasRole(signedIn.user.role, needed)) {
      return refusal('forbidden', `This needs the ${needed} role; yours is ${signedIn.user.role}.`)
    }
    if (!socket.connected) return refusal('unauthenticated', 'The connection has ended.')
    await socket.join(topic)
    // Joined first, so that every event after this position arrives.
    return { seq: position() }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'A subscription failed')
    return refusal('invalid', 'The subscription failed on the server. Try again.')
  }
}

/**
 * Asked once for many subscriptions. The first one of a socket asks again: its session may have ended during the
 * handshake, before there was a socket to close.
 */
function rememberedSession(auth: Auth, socket: Socket): Promise<SignedIn | null> {
  const { asked } = socket.data
  const now = performance.now()
  if (asked !== undefined && now - asked.at < REMEMBER_MS) return asked.answer
  const answer = signedInBy(auth, socket)
  socket.data.asked = { at: now, answer }
  answer.catch(() => void (socket.data.asked = undefined))
  return answer
}

/** Only the cookie or the token of the handshake counts; a session that was revoked meanwhile is gone. */
async function signedInBy(auth: Auth, socket: Socket): Promise<SignedIn | null> {
  const { cookie, authorization } = socket.handshake.headers
  if (authorization !== undefined) return auth.session(new Headers({ authorization }))
  return cookie === undefined ? null : auth.session(new Headers({ cookie }))
}

async function closeEnded(
  io: Server<ClientToServer, ServerToClient, NoEvents, SocketData>,
  auth: Auth,
  log: Log,
): Promise<void> {
  // Pages of one session are asked about once.
  const answers = new Map<string | undefined, Promise<SignedIn | null>>()
  try {
    for (const socket of io.of('/').sockets.values()) {
      const { cookie, authorization } = socket.handshake.headers
      const key = authorization ?? cookie
      const answer = answers.get(key) ?? signedInBy(auth, socket)
      answers.set(key, answer)
      // Another role may follow other topics: the page connects again.
      if ((await answer)?.user.role !== socket.data.role) socket.disconnect(true)
    }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'Could not check open sockets')
  }
}

type RefusalCode = Extract<SubscribeAck, { error: unknown }>['error']['code']
const refusal = (code: RefusalCode, message: string): SubscribeAck => ({ error: { code, message } })
const sessionRoom = (sessionId: string): string => `session:${sessionId}`

/** A client may send anything, whatever the types say. */
function answerWith(acknowledge: unknown, answer: SubscribeAck): void {
  if (typeof acknowledge === 'function') acknowledge(answer)
}
