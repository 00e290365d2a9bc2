import type { ClientToServer, LiveRefusal, ServerToClient, StorageProblem } from '@flx/shared/live/live'
import type { Topic } from '@flx/shared/live/live-topics'
import type { QueryClient } from '@tanstack/react-query'
import type { Socket } from 'socket.io-client'

import { loadPart, ReplacedPart } from '#web/lib/browser/load-part.ts'
import { onReturn } from '#web/lib/browser/on-return.ts'
import { noteBuild } from '#web/lib/browser/served-build.ts'

import { applyMessage, type LiveMessage } from './apply-message.ts'
import { liveCachesOf } from './live-cache.ts'
import { keysOf } from './live-keys.ts'
import { forgetSequences } from './loaded-at.ts'
import { SESSION_KEY } from '../core/query-client.ts'
import { liveWords } from '../core/words.ts'

export interface LiveStatus {
  state: 'connecting' | 'connected' | 'reconnecting'
  /** When the state started. */
  since: number
  /** When the last message arrived, or the last subscription was acknowledged. */
  lastMessageAt: number | null
  /** Why the server cannot save anything, as last reported. */
  storage: StorageProblem | null
  /** Why the server currently refuses a connection of this page, in its words. */
  refused: string | null
}

/** When messages might have been missed: in an outage, or between the first load and the subscription. */
export type LiveGap = 'outage' | 'opening'

export interface LiveConnection {
  /** Connects. The returned function disconnects. Can be called again. */
  open(): () => void
  /** Follows a topic. Calls are counted: the room is left when the last follower stops following. */
  follow(topic: Topic): () => void
  listen(listener: (message: LiveMessage) => void): () => void
  /**
   * Calls the listener with a topic whose messages might have been missed, for data shown without a query.
   */
  onGap(listener: (topic: Topic, gap: LiveGap) => void): () => void
  status(): LiveStatus
  onStatus(changed: () => void): () => void
}

/** The part of Socket.IO that the connection needs. */
export type LiveSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'emit' | 'connect' | 'disconnect' | 'connected' | 'active'
>

/** Loads Socket.IO after the first chunk: a page shows its data without it. */
async function loadPageSocket(): Promise<Socket<ServerToClient, ClientToServer>> {
  const { io } = await loadPart(() => import('socket.io-client'))
  return io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
  })
}

/** The interval at which visible data is reloaded while the socket is down. */
const FALLBACK_MILLISECONDS = 15_000
const RETRY_MILLISECONDS = 3000
/** The delay before loading Socket.IO again doubles up to this. */
const MAX_LOAD_DELAY_MILLISECONDS = 60_000

/**
 * Creates the page's socket. The page loads at once, without waiting for it. Once a topic's subscription is
 * in place, data that was loaded earlier and does not include all events so far is reloaded, so that no
 * change in between is lost. Later events are applied to the cache. After a reconnect, everything of the
 * followed topics is reloaded.
 */
export function createLiveConnection(
  queries: QueryClient,
  loadSocket: () => Promise<LiveSocket> = loadPageSocket,
): LiveConnection {
  const caches = liveCachesOf(queries)
  const followers = new Map<Topic, number>()
  /** Topics without a follower, for the moment in which React puts another part in the place of the last one. */
  const left = new Set<Topic>()
  const listeners = new Set<(message: LiveMessage) => void>()
  const gapListeners = new Set<(topic: Topic, gap: LiveGap) => void>()
  const statusListeners = new Set<() => void>()
  let status: LiveStatus = {
    state: 'connecting',
    since: Date.now(),
    lastMessageAt: null,
    storage: null,
    refused: null,
  }
  let socket: LiveSocket | undefined
  let loading: Promise<LiveSocket> | undefined
  let failedLoads = 0
  let position = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let fallback: ReturnType<typeof setInterval> | undefined
  let isOpen = false
  let mayReconnectAt = 0
  let mayHaveMissed = false

  const setStatus = (state: LiveStatus['state'], isMessage: boolean) => {
    const since = state === status.state ? status.since : Date.now()
    status = { ...status, state, since, lastMessageAt: isMessage ? Date.now() : status.lastMessageAt }
    for (const listener of statusListeners) listener()
  }
  const receive = (message: LiveMessage) => {
    if (message.type === 'storage.changed') status = { ...status, storage: message.problem }
    setStatus('connected', true)
    applyMessage(caches.at('seq' in message ? message.seq : null), message)
    for (const listener of listeners) listener(message)
  }
  /** Reloads the topic's data that does not include everything up to `seq`. */
  const catchUp = (topic: Topic, seq: number | null) => {
    for (const key of keysOf(topic)) caches.at(seq).invalidate(key)
    for (const listener of gapListeners) listener(topic, mayHaveMissed ? 'outage' : 'opening')
  }
  /**
   * Reloads data that no followed topic keeps fresh: after an outage every page is complete, whatever it
   * shows.
   */
  const reloadUnfollowed = () => {
    const cache = queries.getQueryCache()
    const followed = new Set(
      [...followers.keys()].flatMap(keysOf).flatMap((queryKey) => cache.findAll({ queryKey })),
    )
    void queries.invalidateQueries({ predicate: (query) => !followed.has(query) })
  }
  const subscribe = (topic: Topic) => {
    socket?.emit('subscribe', topic, (answer) => {
      if ('error' in answer) return
      position = Math.max(position, answer.seq)
      setStatus('connected', true)
      catchUp(topic, answer.seq)
    })
  }
  /**
   * Reconnects after a refusal, because a refused socket does not come back on its own. Checks who is signed
   * in, then tries again, not before the server allows it.
   */
  const reconnectLater = () => {
    const wait = Math.max(RETRY_MILLISECONDS, mayReconnectAt - Date.now())
    clearTimeout(retry)
    retry = setTimeout(async () => {
      await queries.invalidateQueries({ queryKey: SESSION_KEY })
      if (isOpen && queries.getQueryData(SESSION_KEY) !== null) await connect()
    }, wait)
  }
  const refuse = ({ message, retryAfterSeconds }: LiveRefusal) => {
    mayReconnectAt = Date.now() + retryAfterSeconds * 1000
    status = { ...status, refused: message }
  }

  const attachHandlers = (newSocket: LiveSocket) => {
    newSocket.on('connect', () => {
      status = { ...status, refused: null }
      setStatus('connected', false)
      // Everything is reloaded. A server restored from a backup counts from an earlier number.
      position = 0
      if (mayHaveMissed) reloadUnfollowed()
      for (const topic of followers.keys()) subscribe(topic)
    })
    newSocket.on('disconnect', (reason) => {
      mayHaveMissed = true
      // A server that was restored from a backup counts from an earlier number.
      forgetSequences(queries)
      setStatus('reconnecting', false)
      if (reason === 'io server disconnect') reconnectLater()
    })
    newSocket.on('build', noteBuild)
    newSocket.on('refused', refuse)
    newSocket.on('connect_error', (error) => {
      const refusal = refusalOf(error)
      if (refusal !== null) refuse(refusal)
      setStatus('reconnecting', false)
      if (!newSocket.active) reconnectLater()
    })
    newSocket.on('event', (event) => {
      if (event.seq <= position) return
      position = event.seq
      receive(event)
    })
    newSocket.on('hints', (hints) => {
      for (const hint of hints) receive(hint)
    })
  }
  /** Connects as soon as Socket.IO is loaded. */
  const connect = async () => {
    try {
      loading ??= loadSocket()
      const newSocket = await loading
      if (socket === undefined) attachHandlers((socket = newSocket))
    } catch (error) {
      loading = undefined
      loadLater(error)
      return
    }
    if (isOpen) socket.connect()
  }
  /** Tries again later: the network is down, or the server has a newer page. */
  const loadLater = (error: unknown) => {
    mayHaveMissed = true
    if (error instanceof ReplacedPart) status = { ...status, refused: liveWords.newerPage }
    setStatus('reconnecting', false)
    if (!isOpen) return
    clearTimeout(retry)
    retry = setTimeout(connect, Math.min(MAX_LOAD_DELAY_MILLISECONDS, RETRY_MILLISECONDS * 2 ** failedLoads))
    failedLoads += 1
  }
  /** Tries again now, because the network or the user is back. */
  const loadNow = () => {
    if (socket !== undefined || loading !== undefined) return
    clearTimeout(retry)
    failedLoads = 0
    void connect()
  }

  return {
    open() {
      isOpen = true
      void connect()
      const stopListening = onReturn(loadNow)
      fallback = setInterval(() => {
        if (socket?.connected === true) return
        mayHaveMissed = true
        for (const topic of followers.keys()) catchUp(topic, null)
      }, FALLBACK_MILLISECONDS)
      return () => {
        isOpen = false
        stopListening()
        clearInterval(fallback)
        clearTimeout(retry)
        caches[Symbol.dispose]()
        socket?.disconnect()
      }
    },
    follow(topic) {
      const count = followers.get(topic) ?? 0
      followers.set(topic, count + 1)
      const isStillSubscribed = left.delete(topic)
      if (count === 0 && !isStillSubscribed && socket?.connected === true) subscribe(topic)
      return () => {
        const remaining = (followers.get(topic) ?? 1) - 1
        if (remaining > 0) return void followers.set(topic, remaining)
        followers.delete(topic)
        left.add(topic)
        queueMicrotask(() => {
          if (left.delete(topic) && socket?.connected === true) socket.emit('unsubscribe', topic, () => {})
        })
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onGap(listener) {
      gapListeners.add(listener)
      return () => gapListeners.delete(listener)
    },
    status: () => status,
    onStatus(listener) {
      statusListeners.add(listener)
      return () => statusListeners.delete(listener)
    },
  }
}

/** Returns why a handshake was refused, or null for any other failure. */
function refusalOf(error: Error & { data?: Partial<LiveRefusal> | undefined }): LiveRefusal | null {
  const { message, retryAfterSeconds } = error.data ?? {}
  return message === undefined || retryAfterSeconds === undefined ? null : { message, retryAfterSeconds }
}
