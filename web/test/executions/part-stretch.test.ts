import { expect, test } from 'vitest'

import { partStretch } from '#web/features/executions/detail/gantt/part-stretch.ts'

const START = Date.parse('2026-11-23T12:00:00.000Z')
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()
/** The step runs from 0:10 to 1:00. */
const STEP = { startedAt: at(10), finishedAt: at(60) }

test.each([
  ['within its step', { startedAt: at(20), seconds: 5 }, { from: 20, seconds: 5 }],
  ['started long before its step', { startedAt: at(-100_000), seconds: 5 }, { from: 10, seconds: 5 }],
  ['longer than its step', { startedAt: at(-100_000), seconds: 100_060 }, { from: 10, seconds: 50 }],
  ['started after its step', { startedAt: at(100_000), seconds: 5 }, { from: 55, seconds: 5 }],
  ['that never ended', { startedAt: at(20), seconds: null }, { from: 20, seconds: 0 }],
  ['that was not started', { startedAt: null, seconds: null }, undefined],
])('a part %s lies in it', (_name, node, stretch) => {
  expect(partStretch({ ...node, status: 'success' }, STEP, START, START + 90_000)).toEqual(stretch)
})

test.each([
  ['as long as it runs', 20, { from: 20, seconds: 10 }],
  ['at most as long as its step if it started before it', -100_000, { from: 10, seconds: 20 }],
  ['not at all yet if it starts in the future', 100_000, { from: 30, seconds: 0 }],
])('a running part lasts %s', (_name, from, stretch) => {
  const node = { startedAt: at(from), seconds: null, status: 'running' } as const
  expect(partStretch(node, { ...STEP, finishedAt: null }, START, START + 30_000)).toEqual(stretch)
})
