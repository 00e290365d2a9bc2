import type { ClientToServer, ServerToClient, StorageProblem, Topic } from '@flx/shared/live'
import type { QueryClient } from '@tanstack/react-query'
import { io, type Socket } from 'socket.io-client'

import { applyMessage, type LiveMessage } from './apply-message.ts'
import { bulks } from './bulks.ts'
import { alerts } from './alerts.ts'
import { executions } from './executions.ts'
import { liveCacheOf } from './live-cache.ts'
import { pipelines } from './pipelines.ts'
import { plugins } from './plugins.ts'
import { schedules } from './schedules.ts'
import { SESSION_KEY } from './query-client.ts'
import { statistics } from './statistics.ts'

export interface LiveStatus {
  state: 'connecting' | 'connected' | 'reconnecting'
  /** When the state began. */
  since: number
  /** When the last message came, or the last subscription was acknowledged. */
  lastMessageAt: number | null
  /** Why the server cannot save anything, as it said last. */
  storage: StorageProblem | null
}

export interface LiveConnection {
  /** Connects; the answer disconnects. May be done again. */
  open(): () => void
  /** Counts: the room is left when the last follower lets go. */
  follow(topic: Topic): () => void
  listen(listener: (message: LiveMessage) => void): () => void
  status(): LiveStatus
  onStatus(changed: () => void): () => void
}

/** While the socket is down, what is shown is loaded this often instead. */
const FALLBACK_MILLISECONDS = 15_000
const RETRY_MILLISECONDS = 3000

/**
 * The page's socket. For each topic: subscribe first, then load anew what was loaded before the acknowledgement, so
 * that no change between the two is lost; later events are applied to the cache. A reconnect does the same again.
 */
export function createLiveConnection(queries: QueryClient): LiveConnection {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
  })
  const cache = liveCacheOf(queries)
  const followers = new Map<Topic, number>()
  const listeners = new Set<(message: LiveMessage) => void>()
  const statusListeners = new Set<() => void>()
  let status: LiveStatus = {
    state: 'connecting',
    since: Date.now(),
    lastMessageAt: null,
    storage: null,
  }
  let position = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let fallback: ReturnType<typeof setInterval> | undefined
  let open = false

  const setStatus = (state: LiveStatus['state'], heard: boolean) => {
    const since = state === status.state ? status.since : Date.now()
    status = { ...status, state, since, lastMessageAt: heard ? Date.now() : status.lastMessageAt }
    for (const changed of statusListeners) changed()
  }
  const receive = (message: LiveMessage) => {
    if (message.type === 'storage.changed') status = { ...status, storage: message.problem }
    setStatus('connected', true)
    applyMessage(cache, message)
    for (const listener of listeners) listener(message)
  }
  const subscribe = (topic: Topic) => {
    socket.emit('subscribe', topic, (answer) => {
      if ('error' in answer) return
      position = Math.max(position, answer.seq)
      setStatus('connected', true)
      for (const key of keysOf(topic)) cache.stale(key)
    })
  }
  /** A refused socket does not come back by itself: ask who is signed in, then try again. */
  const comeBack = () => {
    clearTimeout(retry)
    retry = setTimeout(async () => {
      await queries.invalidateQueries({ queryKey: SESSION_KEY })
      if (open && queries.getQueryData(SESSION_KEY) !== null) socket.connect()
    }, RETRY_MILLISECONDS)
  }

  socket.on('connect', () => {
    setStatus('connected', false)
    // Everything is loaded anew; a server restored from a backup counts from an earlier number.
    position = 0
    for (const topic of followers.keys()) subscribe(topic)
  })
  socket.on('disconnect', (reason) => {
    setStatus('reconnecting', false)
    if (reason === 'io server disconnect') comeBack()
  })
  socket.on('connect_error', () => {
    setStatus('reconnecting', false)
    if (!socket.active) comeBack()
  })
  socket.on('event', (event) => {
    if (event.seq <= position) return
    position = event.seq
    receive(event)
  })
  socket.on('hints', (hints) => {
    for (const hint of hints) receive(hint)
  })

  return {
    open() {
      open = true
      socket.connect()
      fallback = setInterval(() => {
        if (!socket.connected) void queries.invalidateQueries({ predicate: isFollowed })
      }, FALLBACK_MILLISECONDS)
      return () => {
        open = false
        clearInterval(fallback)
        clearTimeout(retry)
        cache[Symbol.dispose]()
        socket.disconnect()
      }
    },
    follow(topic) {
      const count = followers.get(topic) ?? 0
      followers.set(topic, count + 1)
      if (count === 0 && socket.connected) subscribe(topic)
      return () => {
        const left = (followers.get(topic) ?? 1) - 1
        if (left > 0) return void followers.set(topic, left)
        followers.delete(topic)
        if (socket.connected) socket.emit('unsubscribe', topic, () => {})
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    status: () => status,
    onStatus(changed) {
      statusListeners.add(changed)
      return () => statusListeners.delete(changed)
    },
  }
}

/** What a topic keeps fresh. */
function keysOf(topic: Topic): (readonly unknown[])[] {
  const [kind, id = ''] = topic.split(':')
  if (kind === 'pipelines') return [pipelines.lists(), statistics.all]
  if (kind === 'executions') return [executions.lists(), statistics.all]
  if (kind === 'plugins') return [plugins.lists()]
  if (kind === 'alerts') return [alerts.all]
  if (kind === 'schedules') return [schedules.all]
  if (kind === 'execution') return [executions.detail(id).queryKey]
  if (kind === 'plugin') return [plugins.detail(id).queryKey]
  if (kind === 'log') return []
  if (kind === 'bulk') return [bulks.report(id).queryKey]
  return [
    pipelines.detail(id).queryKey,
    pipelines.statistics(id).queryKey,
    pipelines.state(id).queryKey,
    executions.lists(),
  ]
}

const isFollowed = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  [pipelines.all[0], executions.all[0], plugins.all[0], bulks.all[0], statistics.all[0]].some(
    (root) => root === queryKey[0],
  )
