import type { QueryClient } from '@tanstack/react-query'

import type { LiveCache } from './apply-message.ts'

const SETTLE_MILLISECONDS = 200

/**
 * The query cache as live messages see it. Stale keys are collected for a moment, so that a burst of messages costs
 * one request per query. An answer that was on its way when an event came may be older than the event: what it brings
 * is loaded once more. Lists of plugins hold one plain array beside the pages; those are only ever made stale.
 */
export function liveCacheOf(queries: QueryClient): LiveCache & Disposable {
  const waiting = new Map<string, readonly unknown[]>()
  /** Hashes of the queries whose answer on its way may be too old. */
  const overtaken = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...waiting.values()]
    waiting.clear()
    for (const queryKey of keys) {
      for (const query of found(queryKey)) {
        // A first load is not begun again by the invalidation.
        if (query.state.data === undefined) markOvertaken(query)
      }
      void queries.invalidateQueries({ queryKey })
    }
  }
  const found = (queryKey: readonly unknown[]) => queries.getQueryCache().findAll({ queryKey })
  const markOvertaken = (query: ReturnType<typeof found>[number]) => {
    if (query.state.fetchStatus !== 'idle') overtaken.add(query.queryHash)
  }
  const stale = (key: readonly unknown[]) => {
    waiting.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, SETTLE_MILLISECONDS)
  }
  // As long as the cache itself: a connection that was closed may be opened again.
  queries.getQueryCache().subscribe((event) => {
    if (event.type === 'removed') overtaken.delete(event.query.queryHash)
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual === true) return
    if (overtaken.delete(event.query.queryHash)) stale(event.query.queryKey)
  })
  const advance: LiveCache['advance'] = <T>(
    key: readonly unknown[],
    change: (data: T, key: readonly unknown[]) => T,
  ) => {
    for (const query of found(key)) {
      // Only api/ writes below these keys, each with the one type that its factory states.
      const data = query.state.data as T | undefined
      if (data === undefined) continue
      const next = change(data, query.queryKey)
      // The time of loading stays as it was: a patch is no reason to skip the next load.
      if (next !== data) {
        queries.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt })
      }
    }
  }
  return {
    advance,
    patch(key, change) {
      for (const query of found(key)) markOvertaken(query)
      advance(key, change)
    },
    stale,
    [Symbol.dispose]() {
      clearTimeout(timer)
      timer = undefined
      waiting.clear()
      overtaken.clear()
    },
  }
}
