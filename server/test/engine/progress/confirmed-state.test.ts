import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { LiveHint } from '@flx/shared/live/live'

import { createConfirmedState } from '../../../src/engine/confirmed-state.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const LEASE = { executionId: 'e1', token: 'token' }

function confirmedState({ hasLease = true } = {}) {
  const hints: LiveHint[] = []
  const saved: unknown[] = []
  const state = createConfirmedState(
    {
      states: {
        saveConfirmed: async (_lease: unknown, _pipelineId: unknown, { value }: { value: unknown }) => {
          saved.push(value)
          return hasLease
        },
      },
      clock: { now: () => new Date(0) },
      hints: { publish: (hint: LiveHint) => void hints.push(hint) },
    } as never,
    {
      lease: LEASE as never,
      pipelineId: 'p1',
      before: null,
      merge: false,
      keep: true,
      masker: { line: (text: string) => text } as never,
      onRefused: () => undefined,
      onLost: () => undefined,
    },
  )
  return { state, hints, saved }
}

it('pages hear of a saved state even if the execution says nothing more', async () => {
  const { state, hints, saved } = confirmedState()
  using _state = state
  state.line('{"n": 1}')
  expect(hints).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(saved).toEqual([{ n: 1 }])
  expect(hints).toEqual([{ type: 'state.confirmed', executionId: 'e1', pipelineId: 'p1' }])
})

it('of many states pages hear every five seconds, and of the last one', async () => {
  const { state, hints, saved } = confirmedState()
  using _state = state
  for (let n = 1; n <= 12; n += 1) {
    state.line(`{"n": ${n}}`)
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(saved).toHaveLength(12)
  await vi.advanceTimersByTimeAsync(60_000)
  // At 1, 6, 11 and 16 seconds.
  expect(hints).toHaveLength(4)
})

it('a state that was not saved is not announced, nor one after the end', async () => {
  const lost = confirmedState({ hasLease: false })
  using _lost = lost.state
  lost.state.line('{"n": 1}')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(lost.hints).toEqual([])

  const ended = confirmedState()
  ended.state.line('{"n": 1}')
  await ended.state.flush()
  ended.state.line('{"n": 2}')
  await ended.state.flush()
  ended.state[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ended.hints).toHaveLength(1)
})
