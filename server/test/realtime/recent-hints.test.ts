import type { LiveHint } from '@flx/shared/live/live'
import { expect, it } from 'vitest'

import { createRecentHints } from '../../src/realtime/recent-hints.ts'

const log = (executionId: string, lastLine: number): LiveHint => ({
  ...{ type: 'log.appended', executionId, firstLine: 1, lastLine },
})

it('the newest hint about each object is kept for half a minute', () => {
  let now = 0
  const recent = createRecentHints(() => now)
  recent.keep('log:a', [log('a', 1)])
  recent.keep('log:a', [log('a', 2)])
  recent.keep('execution:a', [{ type: 'transform.progress', executionId: 'a' }])
  expect(recent.of('log:a')).toEqual([log('a', 2)])
  now = 20_000
  recent.keep('log:b', [log('b', 1)])
  now = 31_000
  expect(recent.of('log:a')).toEqual([])
  expect(recent.of('log:b')).toEqual([log('b', 1)])
})

it('lists keep none: they would receive those of every running execution', () => {
  const recent = createRecentHints()
  recent.keep('executions', [{ type: 'transform.progress', executionId: 'a' }])
  expect(recent.of('executions')).toEqual([])
})

it('a pipeline that runs all the time keeps the hints of its last half minute only', () => {
  let now = 0
  const recent = createRecentHints(() => now)
  const progress = (executionId: string): LiveHint => ({
    ...{ type: 'execution.progress', executionId, pipelineId: 'p', streams: [] },
    ...{ recordsProcessed: 1, bytesTransferred: 1 },
  })
  for (let count = 0; count < 1000; count += 1) {
    now += 1000
    // Another one is heard of now and then, and so is never the oldest for long.
    if (count % 20 === 0) recent.keep('pipeline:q', [progress('q')])
    recent.keep('pipeline:p', [progress(`e${count}`)])
  }
  expect(recent.of('pipeline:p')).toHaveLength(31)
  expect(recent.size()).toBe(32)
})
