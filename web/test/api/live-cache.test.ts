import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { liveCacheOf } from '#web/api/live-cache.ts'

interface Report {
  done: number
}
const KEY = ['bulks', 'report', 'b1']

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A shown query whose requests are answered by hand. */
function shown() {
  const queries = new QueryClient()
  const cache = liveCacheOf(queries)
  const answers: ((report: Report) => void)[] = []
  const observer = new QueryObserver<Report>(queries, {
    queryKey: KEY,
    queryFn: () => new Promise((resolve) => void answers.push(resolve)),
    staleTime: Infinity,
  })
  const hide = observer.subscribe(() => undefined)
  onTestFinished(() => {
    hide()
    cache[Symbol.dispose]()
    queries.clear()
  })
  return {
    cache,
    requests: () => answers.length,
    async answer(report: Report) {
      answers.at(-1)?.(report)
      await vi.advanceTimersByTimeAsync(1000)
    },
    data: () => observer.getCurrentResult().data,
  }
}

it('loads again what was on its way for the first time when it became stale', async () => {
  const { cache, requests, answer, data } = shown()
  cache.stale(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  expect(requests()).toBe(1)
  await answer({ done: 2 })
  expect(requests()).toBe(2)
  await answer({ done: 3 })
  expect(requests()).toBe(2)
  expect(data()).toEqual({ done: 3 })
})

it('loads again what an event changed while an older answer was on its way', async () => {
  const { cache, requests, answer, data } = shown()
  await answer({ done: 1 })
  cache.stale(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  cache.patch<Report>(KEY, () => ({ done: 3 }))
  expect(data()).toEqual({ done: 3 })
  await answer({ done: 2 })
  expect(requests()).toBe(3)
  await answer({ done: 3 })
  expect(data()).toEqual({ done: 3 })
})

it('does not load again for a hint: the next one comes soon', async () => {
  const { cache, requests, answer } = shown()
  cache.advance<Report>(KEY, (report) => report)
  await answer({ done: 1 })
  cache.advance<Report>(KEY, () => ({ done: 2 }))
  expect(requests()).toBe(1)
})
