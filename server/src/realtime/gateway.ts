import type { Server as HttpServer } from 'node:http'

import { isFinished } from '@flx/shared/execution-status'
import {
  isTopic,
  type ClientToServer,
  type LiveEvent,
  type ServerToClient,
  type SubscribeAck,
} from '@flx/shared/live'
import { hasRole, type Role } from '@flx/shared/role'
import { Server, type Socket as ServerSocket } from 'socket.io'

import type { Auth, SignedIn } from '../domain/auth.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { EventLog, HintBus } from '../domain/ports.ts'
import type { StorageHealth } from '../domain/storage-health.ts'
import { coalesceHints } from './coalesce-hints.ts'
import { startRelay } from './relay.ts'
import { hintsByTopic, roleForTopic, topicsOfEvent } from './rooms.ts'

type NoEvents = Record<string, never>
type Socket = ServerSocket<ClientToServer, ServerToClient, NoEvents, SocketData>
interface SocketData {
  sessionId: string
  role: Role
}

export interface Gateway extends AsyncDisposable {
  /** Closes the sockets of a session that ended. */
  endSession(sessionId: string): void
}

interface GatewayOptions {
  httpServer: HttpServer
  auth: Auth
  events: EventLog
  hints: HintBus
  storage: StorageHealth
  log: Log
  /** True when a page of this origin, at this host, is ours. */
  isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
}

/** Topics that one page may follow at once: more is a mistake or an attack. */
const MOST_TOPICS = 200
/** Sessions may end without passing by here (expiry, another server): open sockets are asked again. */
const RECHECK_MS = 60_000

/** Socket.IO on the HTTP server: a session at the handshake and again at each subscription, then events and hints. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { auth, events, hints, log } = options
  const io = new Server<ClientToServer, ServerToClient, NoEvents, SocketData>(options.httpServer, {
    path: '/socket.io',
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, answer) =>
      answer(null, options.isOwnOrigin(request.headers.origin, request.headers.host)),
  })
  const coalesced = coalesceHints((some) => {
    for (const [topic, about] of hintsByTopic(some)) io.to(topic).volatile.emit('hints', about)
  })
  const emit = (event: LiveEvent): void => {
    if (event.type === 'execution.changed' && isFinished(event.execution.status)) {
      coalesced.executionEnded(event.execution.id)
    }
    io.to(topicsOfEvent(event)).emit('event', event)
  }
  const relay = await startRelay(events, emit, log)
  const stopHints = hints.subscribe((hint) => coalesced.push(hint))
  const stopStorage = options.storage.onChange((problem) => {
    io.emit('hints', [{ type: 'storage.changed', problem }])
  })

  io.use(async (socket, next) => {
    try {
      const signedIn = await signedInBy(auth, socket)
      if (signedIn === null) return next(new Error('unauthenticated'))
      socket.data = { sessionId: signedIn.sessionId, role: signedIn.user.role }
      next()
    } catch (error) {
      log.error({ error: messageOf(error) }, 'A socket handshake failed')
      next(new Error('unavailable'))
    }
  })
  io.on('connection', (socket) => {
    void socket.join(sessionRoom(socket.data.sessionId))
    // Also the end of a problem: the page may know one from before its connection was lost.
    socket.emit('hints', [{ type: 'storage.changed', problem: options.storage.problem() }])
    socket.on('subscribe', async (topic: unknown, acknowledge: unknown) => {
      const answer = await subscribe(socket, topic, auth, relay.position, log)
      answerWith(acknowledge, answer)
      if ('error' in answer && answer.error.code === 'unauthenticated') socket.disconnect(true)
    })
    socket.on('unsubscribe', async (topic: unknown, acknowledge: unknown) => {
      if (isTopic(topic)) await socket.leave(topic)
      answerWith(acknowledge, { seq: relay.position() })
    })
  })
  const recheck = setInterval(() => void closeEnded(io, auth, log), RECHECK_MS).unref()

  return {
    endSession: (sessionId) => io.in(sessionRoom(sessionId)).disconnectSockets(true),
    async [Symbol.asyncDispose]() {
      clearInterval(recheck)
      stopHints()
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
  if (!isTopic(topic)) return refusal('invalid', 'There is no such topic.')
  if (socket.rooms.size > MOST_TOPICS) return refusal('invalid', 'Too many topics on one connection.')
  try {
    const signedIn = await signedInBy(auth, socket)
    if (signedIn === null) return refusal('unauthenticated', 'The session has ended. Sign in again.')
    const needed = roleForTopic(topic)
    if (!hasRole(signedIn.user.role, needed)) {
      return refusal('forbidden', `This needs the role ${needed}; yours is ${signedIn.user.role}.`)
    }
    await socket.join(topic)
    // Joined first, so that every event after this position arrives.
    return { seq: position() }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'A subscription failed')
    return refusal('invalid', 'The subscription failed on the server. Try again.')
  }
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
  try {
    for (const socket of io.of('/').sockets.values()) {
      // Another role may follow other topics: the page connects anew (decision 33).
      const signedIn = await signedInBy(auth, socket)
      if (signedIn?.user.role !== socket.data.role) socket.disconnect(true)
    }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'Open sockets could not be checked')
  }
}

type RefusalCode = Extract<SubscribeAck, { error: unknown }>['error']['code']
const refusal = (code: RefusalCode, message: string): SubscribeAck => ({ error: { code, message } })
const sessionRoom = (sessionId: string): string => `session:${sessionId}`

/** What a client sends need not be what the types say. */
function answerWith(acknowledge: unknown, answer: SubscribeAck): void {
  if (typeof acknowledge === 'function') acknowledge(answer)
}
