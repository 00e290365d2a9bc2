import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { releaseMemoryAtRest } from '../../src/core/release-memory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const MB = 1024 * 1024

/** A process whose use of the processor and memory the test decides. */
function stubProcess() {
  const state = { processorMs: 0, heap: 60 * MB, collections: 0 }
  return {
    state,
    processorMs: () => state.processorMs,
    heapBytes: () => state.heap,
    collect() {
      state.collections += 1
      state.heap = 40 * MB
    },
  }
}

test('an idle server releases what only its start needed', () => {
  const { state, ...process } = stubProcess()
  releaseMemoryAtRest(process)
  vi.advanceTimersByTime(3000)
  expect(state.collections).toBe(1)
})

test('a server that serves its first pages is not paused until it is at rest', () => {
  const { state, ...process } = stubProcess()
  releaseMemoryAtRest(process)
  state.processorMs = 1000
  vi.advanceTimersByTime(3000)
  expect(state.collections).toBe(0)
  vi.advanceTimersByTime(10_000)
  expect(state.collections).toBe(1)
})

test('a server at rest is paused again only to release enough', () => {
  const { state, ...process } = stubProcess()
  releaseMemoryAtRest(process)
  vi.advanceTimersByTime(3000)
  state.heap += 10 * MB
  vi.advanceTimersByTime(20_000)
  expect(state.collections).toBe(1)
  state.heap += 10 * MB
  vi.advanceTimersByTime(10_000)
  expect(state.collections).toBe(2)
})
