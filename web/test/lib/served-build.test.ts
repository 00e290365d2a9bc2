import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createBuildWatch } from '#web/lib/browser/served-build.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page of build `a`, and the builds that the server names when it is asked. The last one is repeated. */
function pageOf({ own = 'a', named }: { own?: string | null; named: (string | null)[] }) {
  const ask = vi.fn(async () => (named.length > 1 ? (named.shift() ?? null) : (named[0] ?? null)))
  return { ask, ...createBuildWatch(own, ask) }
}

it('knows of an update once every answer for ten seconds came from another build', async () => {
  const page = pageOf({ named: ['b'] })
  page.note('a')
  expect(page.current()).toBe('same')
  page.note('b')
  expect(page.current()).toBe('other')
  await vi.advanceTimersByTimeAsync(9900)
  expect(page.current()).toBe('other')
  await vi.advanceTimersByTimeAsync(100)
  expect(page.current()).toBe('replaced')
})

it('waits while nodes of both builds answer', async () => {
  const page = pageOf({ named: ['b', 'b', 'b', 'a', 'b'] })
  page.note('b')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(page.current()).toBe('same')
  // It asks no more until it hears of the other build again.
  expect(page.ask).toHaveBeenCalledTimes(4)
  page.note('b')
  await vi.advanceTimersByTimeAsync(5000)
  page.note('a')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(page.current()).toBe('same')
  page.note('b')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(page.current()).toBe('replaced')
})

it('does not count a server that is away', async () => {
  const page = pageOf({ named: [null, null, null, null, 'b'] })
  page.note('b')
  await vi.advanceTimersByTimeAsync(17_500)
  expect(page.current()).toBe('other')
  await vi.advanceTimersByTimeAsync(2500)
  expect(page.current()).toBe('replaced')
})

it('takes an update back that was undone', async () => {
  const page = pageOf({ named: ['b'] })
  const changed = vi.fn<() => void>()
  page.subscribe(changed)
  page.note('b')
  await vi.advanceTimersByTimeAsync(10_000)
  page.note('a')
  expect(page.current()).toBe('same')
  expect(changed).toHaveBeenCalledTimes(3)
})

it('compares nothing without a build of its own', () => {
  const page = pageOf({ own: null, named: ['b'] })
  page.note('b')
  expect(page.current()).toBe('same')
})
