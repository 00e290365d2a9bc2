import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { watchLeases } from '../../src/worker/lease-watch.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Leases whose extensions are reported within a second, and the time that was last allowed. */
function watched() {
  let allowedUntil = Infinity
  let messages = 0
  let wereKilled = false
  const kill = (): void => void (wereKilled = true)
  let timer: NodeJS.Timeout | undefined
  const watch = watchLeases(
    {
      setDeadline(ms) {
        messages += 1
        clearTimeout(timer)
        allowedUntil = ms === null ? Infinity : performance.now() + ms
        if (ms !== null) timer = setTimeout(kill, ms)
      },
    },
    1000,
  )
  return {
    setEnd: (id: string, inMs: number) => watch.setEnd(id, performance.now() + inMs),
    remove: watch.remove,
    allowedMs: () => allowedUntil - performance.now(),
    messages: () => messages,
    wereKilled: () => wereKilled,
  }
}

it('extensions of several leases are reported together', () => {
  const lease = watched()
  lease.setEnd('a', 20_000)
  lease.setEnd('b', 20_000)
  vi.advanceTimersByTime(5000)
  const before = lease.messages()
  lease.setEnd('a', 20_000)
  lease.setEnd('b', 20_000)
  vi.advanceTimersByTime(1000)
  expect(lease.messages()).toBe(before + 1)
  expect(lease.allowedMs()).toBe(19_000)
})

it('an extension in the last moment is reported before the time is over', () => {
  const lease = watched()
  lease.setEnd('a', 20_000)
  vi.advanceTimersByTime(19_500)
  lease.setEnd('a', 15_000)
  expect(lease.allowedMs()).toBe(15_000)
  vi.advanceTimersByTime(10_000)
  expect(lease.wereKilled()).toBe(false)
})

it('an extension that would wait until the time is nearly over waits less', () => {
  const lease = watched()
  lease.setEnd('a', 20_000)
  vi.advanceTimersByTime(17_500)
  lease.setEnd('a', 15_000)
  expect(lease.allowedMs()).toBe(2500)
  vi.advanceTimersByTime(500)
  expect(lease.allowedMs()).toBe(14_500)
})

it('the end of one lease does not end the programs of another', () => {
  const lease = watched()
  lease.setEnd('cut off', 20_000)
  vi.advanceTimersByTime(10_000)
  lease.setEnd('renewed', 20_000)
  vi.advanceTimersByTime(9500)
  lease.remove('cut off')
  expect(lease.allowedMs()).toBe(10_500)
  lease.remove('renewed')
  vi.advanceTimersByTime(60_000)
  expect(lease.wereKilled()).toBe(false)
})
