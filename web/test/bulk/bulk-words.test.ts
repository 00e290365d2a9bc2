import { expect, it } from 'vitest'

import { bulkHeadline, createdCount } from '#web/parts/bulk/bulk-words.ts'

const bulk = {
  kind: 'pipelines',
  action: 'activate',
  status: 'finished',
  total: 13,
  done: 13,
  unchanged: 0,
  failed: 1,
  cancelRequestedAt: null,
} as const

it.each([
  [{}, 'Activated 12 pipelines, 1 failed'],
  [{ failed: 0, unchanged: 12 }, 'Activated 1 pipeline, 12 unchanged'],
  [{ status: 'running', done: 3, failed: 0, total: 1204 }, 'Activating 1,204 pipelines'],
  [{ status: 'running', cancelRequestedAt: '2026-11-23T10:00:00Z' }, 'Stopping: activating 13 pipelines'],
  [
    { status: 'cancelled', done: 5, failed: 0, action: 'execute' },
    'Queued 5 pipelines, 8 not processed (stopped)',
  ],
  [
    { status: 'interrupted', done: 5, failed: 0, kind: 'plugins', action: 'install' },
    'Installed 5 plugins, 8 not processed (the server stopped)',
  ],
  [{ total: 0, done: 0, failed: 0 }, 'Nothing to activate.'],
] as const)('%o reads %s', (fields, words) => {
  expect(bulkHeadline({ ...bulk, ...fields })).toBe(words)
})

it('only starting and retrying create executions', () => {
  expect(createdCount({ ...bulk, kind: 'executions', action: 'retry', unchanged: 2 })).toBe(10)
  expect(createdCount({ ...bulk, action: 'execute' })).toBe(12)
  expect(createdCount(bulk)).toBe(0)
})
