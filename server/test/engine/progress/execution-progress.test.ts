import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createExecutionProgress } from '../../../src/engine/progress/execution-progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const users = (records: number) => ({ stream: 'users', records, batches: 0, bytes: 0 })

/** What was stored, and hinted, of an execution whose store answers as `save` does. */
function progressWith(save: () => Promise<boolean>) {
  const said: string[] = []
  const progress = createExecutionProgress(
    {
      executions: {
        async saveProgress(_lease, { recordsProcessed }) {
          const kept = await save()
          said.push(`stored ${recordsProcessed}`)
          return kept
        },
      },
      hints: {
        publish(hint) {
          if (hint.type === 'execution.progress') said.push(`hint ${hint.recordsProcessed}`)
        },
      },
      log: { warn: () => void said.push('warning') },
    },
    { id: 'execution', pipelineId: 'pipeline' },
    { executionId: 'execution', token: 'token' },
    () => 0,
    { lost: () => void said.push('lost'), sign: () => {} },
  )
  return { progress, said }
}

it('counts are sent at once, and again once stored: a page could have been loaded in between', async () => {
  const { progress, said } = progressWith(() => Promise.resolve(true))
  using _ = progress
  progress.update([users(5)])
  expect(said).toEqual(['hint 5'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(said).toEqual(['hint 5', 'stored 5', 'hint 5'])
})

it('counts that could not be stored are stored at the next opportunity, without new ones', async () => {
  let full = true
  const { progress, said } = progressWith(() =>
    full ? Promise.reject(new Error('disk full')) : Promise.resolve(true),
  )
  using _ = progress
  progress.update([users(5)])
  await vi.advanceTimersByTimeAsync(2000)
  expect(said).toEqual(['hint 5', 'warning'])
  full = false
  await vi.advanceTimersByTimeAsync(10_000)
  expect(said.slice(2)).toEqual(['stored 5', 'hint 5'])
})

it('a lost lease is reported, and nothing is sent for it', async () => {
  const { progress, said } = progressWith(() => Promise.resolve(false))
  using _ = progress
  progress.update([users(5)])
  await vi.advanceTimersByTimeAsync(2000)
  expect(said).toEqual(['hint 5', 'stored 5', 'lost'])
})
