import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { liveCachesOf } from '#web/api/live/live-cache.ts'
import { forgetSequences, noteSequence, sequenceOf } from '#web/api/live/loaded-at.ts'

interface Report {
  done: number
}
const KEY: readonly unknown[] = ['bulks', 'report', 'b1']

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A shown query whose requests the test answers, each with the server's position when it was sent. */
function showQuery() {
  const queries = new QueryClient()
  const caches = liveCachesOf(queries)
  const answers: ((report: Report, seq?: number) => void)[] = []
  const observer = new QueryObserver<Report>(queries, {
    queryKey: KEY,
    queryFn: (context) =>
      new Promise((resolve) => {
        answers.push((report, seq) => {
          if (seq !== undefined) noteSequence(context, new Headers({ 'x-flx-seq': String(seq) }))
          resolve(report)
        })
      }),
    staleTime: Infinity,
  })
  const hide = observer.subscribe(() => undefined)
  onTestFinished(() => {
    hide()
    caches[Symbol.dispose]()
    queries.clear()
  })
  return {
    queries,
    cache: caches.at(null),
    at: caches.at,
    requests: () => answers.length,
    async answer(report: Report, seq?: number) {
      answers.at(-1)?.(report, seq)
      await vi.advanceTimersByTimeAsync(1000)
    },
    data: () => observer.getCurrentResult().data,
  }
}

it('reloads a first request that became stale on its way', async () => {
  const { cache, requests, answer, data } = showQuery()
  cache.invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  expect(requests()).toBe(1)
  await answer({ done: 2 })
  expect(requests()).toBe(2)
  await answer({ done: 3 })
  expect(requests()).toBe(2)
  expect(data()).toEqual({ done: 3 })
})

it('reloads what an event changed while an older answer was on its way', async () => {
  const { cache, requests, answer, data } = showQuery()
  await answer({ done: 1 })
  cache.invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  cache.patch<Report>(KEY, () => ({ done: 3 }))
  expect(data()).toEqual({ done: 3 })
  await answer({ done: 2 })
  expect(requests()).toBe(3)
  await answer({ done: 3 })
  expect(data()).toEqual({ done: 3 })
})

it('does not reload for a hint: the next one comes soon', async () => {
  const { cache, requests, answer } = showQuery()
  cache.advance<Report>(KEY, (report) => report)
  await answer({ done: 1 })
  cache.advance<Report>(KEY, () => ({ done: 2 }))
  expect(requests()).toBe(1)
})

it('does not reload what was loaded after the event', async () => {
  const { at, requests, answer } = showQuery()
  await answer({ done: 1 }, 7)
  at(7).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  expect(requests()).toBe(1)
  at(8).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  expect(requests()).toBe(2)
})

it('waits for the answer on its way, and reloads only if that is older than the event', async () => {
  const { at, requests, answer } = showQuery()
  at(7).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  await answer({ done: 1 }, 7)
  expect(requests()).toBe(1)
  at(9).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  at(10).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  await answer({ done: 2 }, 9)
  expect(requests()).toBe(3)
})

it('loads once what two stale keys name', async () => {
  const { at, requests, answer } = showQuery()
  await answer({ done: 1 }, 7)
  at(8).invalidate(KEY)
  at(9).invalidate(KEY.slice(0, 1))
  await vi.advanceTimersByTimeAsync(1000)
  await answer({ done: 2 }, 9)
  expect(requests()).toBe(2)
})

it('trusts no position from before the connection was lost', async () => {
  const { queries, at, requests, answer } = showQuery()
  await answer({ done: 1 }, 700)
  forgetSequences(queries)
  at(5).invalidate(KEY)
  await vi.advanceTimersByTimeAsync(1000)
  expect(requests()).toBe(2)
})

it('treats a list of pages as old as its oldest page', async () => {
  const queries = new QueryClient()
  const query = queries.getQueryCache().build(queries, { queryKey: KEY })
  const note = (pageParam: string, seq: number) =>
    noteSequence(
      { client: queries, queryKey: KEY, signal: new AbortController().signal, pageParam },
      new Headers({ 'x-flx-seq': String(seq) }),
    )
  note('', 4)
  note('next', 9)
  expect(sequenceOf(query)).toBe(4)
  note('', 10)
  expect(sequenceOf(query)).toBe(10)
})
