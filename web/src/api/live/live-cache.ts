import type { Query, QueryClient } from '@tanstack/react-query'

import type { LiveCache } from './apply-message.ts'
import { sequenceOf } from './loaded-at.ts'

type Key = readonly unknown[]

const SETTLE_MILLISECONDS = 200
/** For a hint or a gap of unknown length, which no answer is known to include. */
const ALWAYS = Infinity

export interface LiveCaches extends Disposable {
  /** The cache for the event with this `seq`. An answer that already includes the event is not reloaded. */
  at(seq: number | null): LiveCache
}

/**
 * Adapts the query cache to live messages. Stale keys are collected for a moment, so that a burst of messages
 * costs one request per query. An answer on its way when an event arrives is awaited, and loaded again only
 * if it does not include the event. Lists of plugins hold one plain array beside the pages, which is only
 * ever marked stale.
 */
export function liveCachesOf(queries: QueryClient): LiveCaches {
  const pendingKeys = new Map<string, { key: Key; seq: number }>()
  /** The lowest sequence number that answers on their way must include, by query hash. */
  const expected = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const queriesBelow = (queryKey: Key): Query[] => queries.getQueryCache().findAll({ queryKey })
  const expect = ({ state, queryHash }: Query, seq: number) => {
    if (state.fetchStatus !== 'idle') expected.set(queryHash, Math.max(seq, expected.get(queryHash) ?? 0))
  }
  const flush = () => {
    timer = undefined
    const keys = [...pendingKeys.values()]
    pendingKeys.clear()
    const outdated = new Set<string>()
    for (const { key, seq } of keys) {
      for (const query of queriesBelow(key)) {
        if (query.state.fetchStatus !== 'idle') expect(query, seq)
        else if (sequenceOf(query) < seq) outdated.add(query.queryHash)
      }
    }
    if (outdated.size > 0) {
      void queries.invalidateQueries({ predicate: ({ queryHash }) => outdated.has(queryHash) })
    }
  }
  const invalidate = (key: Key, seq: number) => {
    const id = JSON.stringify(key)
    pendingKeys.set(id, { key, seq: Math.max(seq, pendingKeys.get(id)?.seq ?? 0) })
    timer ??= setTimeout(flush, SETTLE_MILLISECONDS)
  }
  // As long as the cache itself: a closed connection can be reopened.
  queries.getQueryCache().subscribe((event) => {
    const { query, type } = event
    if (type === 'removed') expected.delete(query.queryHash)
    if (type !== 'updated' || (event.action.type !== 'success' && event.action.type !== 'error')) return
    if (event.action.type === 'success' && event.action.manual === true) return
    const seq = expected.get(query.queryHash)
    expected.delete(query.queryHash)
    if (seq === undefined) return
    if (event.action.type === 'error') query.invalidate()
    else if (sequenceOf(query) < seq) invalidate(query.queryKey, seq)
  })
  const advance: LiveCache['advance'] = <T>(key: Key, change: (data: T, key: Key) => T) => {
    for (const query of queriesBelow(key)) {
      // Only api/ writes below these keys, each with the one type that its factory declares.
      const data = query.state.data as T | undefined
      if (data === undefined) continue
      const next = change(data, query.queryKey)
      // The loading time stays, so that a patch does not delay the next load.
      if (next !== data) {
        queries.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt })
      }
    }
  }
  return {
    at: (seq) => ({
      advance,
      patch(key, change) {
        for (const query of queriesBelow(key)) expect(query, seq ?? ALWAYS)
        advance(key, change)
      },
      invalidate: (key) => invalidate(key, seq ?? ALWAYS),
    }),
    [Symbol.dispose]() {
      clearTimeout(timer)
      timer = undefined
      pendingKeys.clear()
      expected.clear()
    },
  }
}
