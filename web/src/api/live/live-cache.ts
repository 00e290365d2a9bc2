import type { Query, QueryClient } from '@tanstack/react-query'

import type { LiveCache } from './apply-message.ts'
import { sequenceOf } from './loaded-at.ts'

type Key = readonly unknown[]

const SETTLE_MILLISECONDS = 200
/** Of what no answer is known to hold: a hint, or a gap of unknown length. */
const ALWAYS = Infinity

export interface LiveCaches extends Disposable {
  /** The cache as the event of this `seq` sees it: an answer that holds it already is not loaded again. */
  at(seq: number | null): LiveCache
}

/**
 * The query cache as live messages see it. Stale keys are collected for a moment, so that a burst of messages costs
 * one request per query. An answer that is on its way when an event comes is waited for, and loaded once more only
 * when it does not hold the event. Lists of plugins hold one plain array beside the pages; those are only ever made
 * stale.
 */
export function liveCachesOf(queries: QueryClient): LiveCaches {
  const waiting = new Map<string, { key: Key; seq: number }>()
  /** The least state that answers on their way must have, by the hash of their query. */
  const expected = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const found = (queryKey: Key): Query[] => queries.getQueryCache().findAll({ queryKey })
  const expect = ({ state, queryHash }: Query, seq: number) => {
    if (state.fetchStatus !== 'idle') expected.set(queryHash, Math.max(seq, expected.get(queryHash) ?? 0))
  }
  const flush = () => {
    timer = undefined
    const keys = [...waiting.values()]
    waiting.clear()
    const outdated = new Set<string>()
    for (const { key, seq } of keys) {
      for (const query of found(key)) {
        if (query.state.fetchStatus !== 'idle') expect(query, seq)
        else if (sequenceOf(query) < seq) outdated.add(query.queryHash)
      }
    }
    if (outdated.size > 0) {
      void queries.invalidateQueries({ predicate: ({ queryHash }) => outdated.has(queryHash) })
    }
  }
  const stale = (key: Key, seq: number) => {
    const id = JSON.stringify(key)
    waiting.set(id, { key, seq: Math.max(seq, waiting.get(id)?.seq ?? 0) })
    timer ??= setTimeout(flush, SETTLE_MILLISECONDS)
  }
  // As long as the cache itself: a connection that was closed may be opened again.
  queries.getQueryCache().subscribe((event) => {
    const { query, type } = event
    if (type === 'removed') expected.delete(query.queryHash)
    if (type !== 'updated' || (event.action.type !== 'success' && event.action.type !== 'error')) return
    if (event.action.type === 'success' && event.action.manual === true) return
    const seq = expected.get(query.queryHash)
    expected.delete(query.queryHash)
    if (seq === undefined) return
    if (event.action.type === 'error') query.invalidate()
    else if (sequenceOf(query) < seq) stale(query.queryKey, seq)
  })
  const advance: LiveCache['advance'] = <T>(key: Key, change: (data: T, key: Key) => T) => {
    for (const query of found(key)) {
      // Only api/ writes below these keys, each with the one type that its factory states.
      const data = query.state.data as T | undefined
      if (data === undefined) continue
      const next = change(data, query.queryKey)
      // The time of loading stays as it was, so that a patch does not delay the next load.
      if (next !== data) {
        queries.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt })
      }
    }
  }
  return {
    at: (seq) => ({
      advance,
      patch(key, change) {
        for (const query of found(key)) expect(query, seq ?? ALWAYS)
        advance(key, change)
      },
      stale: (key) => stale(key, seq ?? ALWAYS),
    }),
    [Symbol.dispose]() {
      clearTimeout(timer)
      timer = undefined
      waiting.clear()
      expected.clear()
    },
  }
}
