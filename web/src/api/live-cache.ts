import type { QueryClient } from '@tanstack/react-query'

import type { LiveCache } from './apply-message.ts'

const SETTLE_MILLISECONDS = 200

/**
 * The query cache as live messages see it. Stale keys are collected for a moment, so that a burst of messages costs
 * one request per query. Lists of plugins hold one plain array beside the pages; those are only ever made stale.
 */
export function liveCacheOf(queries: QueryClient): LiveCache & Disposable {
  const waiting = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...waiting.values()]
    waiting.clear()
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
  }
  return {
    patch<T>(key: readonly unknown[], change: (data: T, key: readonly unknown[]) => T) {
      for (const query of queries.getQueryCache().findAll({ queryKey: key })) {
        // Only api/ writes below these keys, each with the one type that its factory states.
        const data = query.state.data as T | undefined
        if (data === undefined) continue
        const next = change(data, query.queryKey)
        // The time of loading stays as it was: a patch is no reason to skip the next load.
        if (next !== data) {
          queries.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt })
        }
      }
    },
    stale(key) {
      waiting.set(JSON.stringify(key), key)
      timer ??= setTimeout(flush, SETTLE_MILLISECONDS)
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      timer = undefined
      waiting.clear()
    },
  }
}
