import type { Topic } from '@flx/shared/live/live-topics'
import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'

import type { LiveMessage } from './apply-message.ts'
import {
  createLiveConnection,
  type LiveConnection,
  type LiveGap,
  type LiveStatus,
} from './live-connection.ts'

const LiveContext = createContext<LiveConnection | null>(null)

/** Opens the socket while a user is signed in. The shell mounts it. `paused` closes it for now. */
export function LiveProvider({ paused, children }: { paused: boolean; children: ReactNode }) {
  const queries = useQueryClient()
  const [connection] = useState(() => createLiveConnection(queries))
  useEffect(() => (paused ? undefined : connection.open()), [connection, paused])
  return <LiveContext value={connection}>{children}</LiveContext>
}

/**
 * Follows a topic while the component is mounted: its queries are reloaded once the subscription is in place,
 * and kept up to date from then on. Null follows nothing.
 */
export function useLive(topic: Topic | null): void {
  const connection = use(LiveContext)
  useEffect(() => (topic === null ? undefined : connection?.follow(topic)), [connection, topic])
}

/** Listens for every message of the followed topics, after the cache has applied it. */
export function useLiveMessages(listener: (message: LiveMessage) => void): void {
  const connection = use(LiveContext)
  const onMessage = useEffectEvent(listener)
  useEffect(() => connection?.listen((message) => onMessage(message)), [connection])
}

/**
 * Calls the listener when messages of the followed topic might have been missed, for data shown without a
 * query.
 */
export function useLiveGap(topic: Topic, listener: (gap: LiveGap) => void): void {
  const connection = use(LiveContext)
  const onMissed = useEffectEvent(listener)
  useEffect(
    () => connection?.onGap((missedTopic, gap) => (missedTopic === topic ? onMissed(gap) : undefined)),
    [connection, topic],
  )
}

const CONNECTING: LiveStatus = {
  state: 'connecting',
  since: 0,
  lastMessageAt: null,
  storage: null,
  refused: null,
}

/** Returns the status of the live connection. */
export function useLiveStatus(): LiveStatus {
  const connection = use(LiveContext)
  return useSyncExternalStore(
    useCallback((onChange) => connection?.onStatus(onChange) ?? (() => {}), [connection]),
    () => connection?.status() ?? CONNECTING,
    () => CONNECTING,
  )
}

/**
 * Counts the ids that messages have announced and the list does not show yet, for its "N new" pill. `idOf`
 * returns null for messages that add nothing to this list.
 */
export function useArrivals(
  idOf: (message: LiveMessage) => string | null,
  shown: readonly { id: string }[],
): { count: number; clear: () => void } {
  const [arrivedIds, setArrivedIds] = useState<ReadonlySet<string>>(new Set())
  useLiveMessages((message) => {
    const id = idOf(message)
    if (id !== null) setArrivedIds((ids) => (ids.has(id) ? ids : new Set([...ids, id])))
  })
  const visible = new Set(shown.map((item) => item.id))
  return {
    count: [...arrivedIds].filter((id) => !visible.has(id)).length,
    clear: useCallback(() => setArrivedIds(new Set()), []),
  }
}
