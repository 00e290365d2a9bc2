import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'

import { messageOf } from '../../../src/domain/core/errors.ts'
import { retry, type FailedAttempt } from '../../../src/domain/core/retry.ts'

const clock = { now: () => new Date() }

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

it('repeats work until it succeeds, with the pauses of the policy', async () => {
  const work = vi.fn<() => Promise<string>>().mockResolvedValue('done')
  work.mockRejectedValueOnce(new Error('first')).mockRejectedValueOnce(new Error('second'))
  const failures: FailedAttempt[] = []
  const policy = {
    shouldRetry: () => true,
    pauseMs: ({ attempt }: FailedAttempt) => attempt * 100,
    onRetry: (failed: FailedAttempt) => void failures.push(failed),
  }
  const result = retry(clock, policy, work)
  await vi.advanceTimersByTimeAsync(299)
  expect(work).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(await result).toBe('done')
  expect(failures).toMatchObject([
    { error: { message: 'first' }, attempt: 1, elapsedMs: 0 },
    { error: { message: 'second' }, attempt: 2, elapsedMs: 100 },
  ])
})

it('rejects with an error that the policy does not retry', async () => {
  const work = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('broken'))
  const policy = { shouldRetry: ({ elapsedMs }: FailedAttempt) => elapsedMs < 200, pauseMs: 100 }
  const error = retry(clock, policy, work).catch(messageOf)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await error).toBe('broken')
  expect(work).toHaveBeenCalledTimes(3)
})

it('ends its pause when the signal is aborted, with the error of the last attempt', async () => {
  const stop = new AbortController()
  const work = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('broken'))
  const policy = { shouldRetry: () => true, pauseMs: 60_000, signal: stop.signal }
  const error = retry(clock, policy, work).catch(messageOf)
  await vi.advanceTimersByTimeAsync(1000)
  stop.abort()
  expect(await error).toBe('broken')
  expect(work).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
