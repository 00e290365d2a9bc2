import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createLog } from '../../src/core/log.ts'
import type { EngineContext } from '../../src/engine/engine-context.ts'
import type { ExecutionRecord } from '../../src/domain/core/records.ts'
import { claimExecution } from '../../src/worker/claim-execution.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'], now: 0 }))
afterEach(() => void vi.useRealTimers())

const LEASE_SECONDS = 30

/** A database that starts to claim after one wait, and answers after another; then it grants a renewal or does not. */
async function claimAfter({ waitMs = 0, answerMs = 0, grants = true }) {
  const renewals: string[] = []
  const executions = {
    claim(_worker: string, _token: string, now: () => Date) {
      vi.advanceTimersByTime(waitMs)
      now()
      vi.advanceTimersByTime(answerMs)
      return Promise.resolve({ id: 'first' } as ExecutionRecord)
    },
    renew(_lease: unknown, expiresAt: string) {
      renewals.push(expiresAt)
      return Promise.resolve(grants)
    },
  } as unknown as EngineContext['executions']
  const clock = { now: () => new Date() }
  const context = {
    executions,
    clock,
    newId: () => 'token',
    leaseSeconds: LEASE_SECONDS,
    log: createLog('silent'),
  }
  return { claimed: await claimExecution(context, 'worker'), renewals }
}

it('the lease counts from the moment at which the database started to claim', async () => {
  const { claimed, renewals } = await claimAfter({ waitMs: 60_000, answerMs: 1000 })
  expect(claimed).toMatchObject({ lease: { executionId: 'first', token: 'token' }, requestedAt: 60_000 })
  expect(renewals).toEqual([])
})

it('a lease that is nearly over when the answer comes is renewed before anything starts', async () => {
  const { claimed, renewals } = await claimAfter({ answerMs: 28_000 })
  expect(claimed).toMatchObject({ execution: { id: 'first' }, requestedAt: 28_000 })
  expect(renewals).toEqual([new Date(28_000 + LEASE_SECONDS * 1000).toISOString()])
})

it('nothing starts whose lease is lost when the answer comes', async () => {
  expect((await claimAfter({ answerMs: 40_000, grants: false })).claimed).toBe('lost')
})
