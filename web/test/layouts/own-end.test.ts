import { expect, test } from 'vitest'

import { ownEnd } from '#web/layouts/notifications/own-end.ts'

import { execution } from '../support/builders.ts'

const finishedAt = '2026-11-23T10:01:00Z'
const now = Date.parse(finishedAt) + 1000
const ended = execution({ status: 'success', finishedAt, durationSeconds: 64, recordsProcessed: 1204 })

test("reports how a user's execution ended, with figures or the reason", () => {
  expect(ownEnd(ended, 'Ada', now)).toEqual({ title: 'orders: success', body: '1,204 records in 1m 04s' })
  expect(ownEnd({ ...ended, status: 'failed', errorMessage: 'No such host' }, 'Ada', now)).toEqual({
    title: 'orders: failed',
    body: 'No such host',
  })
})

test('ignores those of others, unfinished ones, and those that ended long ago', () => {
  expect(ownEnd(ended, 'Bob', now)).toBeNull()
  expect(ownEnd({ ...ended, triggeredBy: null }, 'Ada', now)).toBeNull()
  expect(ownEnd({ ...ended, status: 'running', finishedAt: null }, 'Ada', now)).toBeNull()
  expect(ownEnd(ended, 'Ada', now + 600_000)).toBeNull()
})
