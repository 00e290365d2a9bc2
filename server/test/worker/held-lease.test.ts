import { afterEach, expect, it, onTestFinished, vi } from 'vitest'

import { createLog } from '../../src/core/log.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
import { StopReason } from '../../src/domain/executions/stop-reason.ts'
import { holdLease } from '../../src/worker/held-lease.ts'

afterEach(() => vi.restoreAllMocks())

const LEASE_SECONDS = 60

/** A lease whose first renewal is answered when the test says so, this much later by the clock of the process. */
async function answeredAfter(seconds: number): Promise<AbortController> {
  const answer = Promise.withResolvers<boolean>()
  const cancel = new AbortController()
  const executions = { renew: () => answer.promise, find: async () => undefined }
  const askedAt = performance.now()
  using _lease = holdLease(
    {
      executions: executions as never,
      clock: systemClock,
      leaseSeconds: LEASE_SECONDS,
      log: createLog('silent'),
    },
    { executionId: 'e', token: 't' },
    { cancel, force: new AbortController() },
    { requestedAt: askedAt, isShared: true, watch: { setEnd: () => undefined, remove: () => undefined } },
  )
  vi.spyOn(performance, 'now').mockReturnValue(askedAt + seconds * 1000)
  answer.resolve(true)
  await vi.waitFor(async () => await answer.promise)
  return cancel
}

it('a renewal that is answered in time keeps an execution running', async () => {
  expect((await answeredAfter(LEASE_SECONDS * 0.8)).signal.aborted).toBe(false)
})

it('a renewal answered after the process stood still stops it, as its programs were killed', async () => {
  const { signal } = await answeredAfter(LEASE_SECONDS * 0.95)
  expect(signal.reason).toBeInstanceOf(StopReason)
  expect(signal.reason.kind).toBe('cut-off')
})

it('a lease that was cut off is not guarded again by a late answer', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const answer = Promise.withResolvers<boolean>()
  const watched: string[] = []
  const cancel = new AbortController()
  using _lease = holdLease(
    {
      executions: { renew: () => answer.promise, find: async () => undefined } as never,
      clock: systemClock,
      leaseSeconds: LEASE_SECONDS,
      log: createLog('silent'),
    },
    { executionId: 'e', token: 't' },
    { cancel, force: new AbortController() },
    {
      requestedAt: performance.now(),
      isShared: true,
      watch: { setEnd: () => void watched.push('set'), remove: () => void watched.push('removed') },
    },
  )
  await vi.advanceTimersByTimeAsync(LEASE_SECONDS * 1000 * 0.9)
  expect(cancel.signal.reason).toMatchObject({ kind: 'cut-off' })
  answer.resolve(true)
  await vi.advanceTimersByTimeAsync(LEASE_SECONDS * 1000)
  expect(watched).toEqual(['set', 'removed'])
})
