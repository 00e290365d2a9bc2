import { totalsOf } from '@flx/shared/executions/execution'
import type { LiveHint } from '@flx/shared/live/live'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { coalesceHints } from '../../src/core/coalesce-hints.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const progress = (executionId: string, recordsProcessed: number): LiveHint => ({
  type: 'execution.progress',
  executionId,
  pipelineId: 'p',
  ...totalsOf([]),
  recordsProcessed,
  streams: [],
})

it('passes on at most four hints a second about one execution, and always the last value', () => {
  const passed: LiveHint[] = []
  using hints = coalesceHints((some) => void passed.push(...some))
  for (let count = 1; count <= 1000; count += 1) {
    hints.push(progress('a', count))
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1000)
  expect(passed.length).toBeLessThanOrEqual(5)
  expect(passed[0]).toEqual(progress('a', 1))
  expect(passed.at(-1)).toEqual(progress('a', 1000))
})

it('passes on hints of many executions together', () => {
  const frames: LiveHint[][] = []
  using hints = coalesceHints((some) => void frames.push(some))
  hints.push(progress('a', 1))
  hints.push(progress('b', 1))
  vi.advanceTimersByTime(0)
  hints.push(progress('b', 2))
  hints.push(progress('a', 2))
  hints.push(progress('b', 3))
  vi.advanceTimersByTime(1000)
  expect(frames).toEqual([
    [progress('a', 1), progress('b', 1)],
    [progress('b', 3), progress('a', 2)],
  ])
})

it('joins log hints into the whole range of new lines', () => {
  const passed: LiveHint[] = []
  using hints = coalesceHints((some) => void passed.push(...some))
  const lines = (firstLine: number, lastLine: number): LiveHint => ({
    type: 'log.appended',
    executionId: 'a',
    firstLine,
    lastLine,
  })
  hints.push(lines(1, 10))
  vi.advanceTimersByTime(0)
  hints.push(lines(11, 20))
  hints.push(lines(21, 30))
  vi.advanceTimersByTime(250)
  expect(passed).toEqual([lines(1, 10), lines(11, 30)])
})

it('keeps a waiting hint from arriving after the end of its execution', () => {
  const passed: LiveHint[] = []
  using hints = coalesceHints((some) => void passed.push(...some))
  hints.push(progress('a', 1))
  vi.advanceTimersByTime(0)
  hints.push(progress('a', 2))
  hints.executionEnded('a')
  vi.advanceTimersByTime(1000)
  expect(passed).toEqual([progress('a', 1)])
})
