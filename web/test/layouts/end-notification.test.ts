import { expect, test } from 'vitest'

import { endNotification } from '#web/layouts/notifications/end-notification.ts'

import { execution } from '../support/builders.ts'

const finishedAt = '2026-11-23T10:01:00Z'
const now = Date.parse(finishedAt) + 1000
const ended = execution({ status: 'success', finishedAt, durationSeconds: 64, recordsProcessed: 1204 })

test("reports how a user's execution ended, with figures or the reason", () => {
  expect(endNotification(ended, 'Ada', now)).toEqual({
    title: 'orders: success',
    body: '1,204 records in 1m 04s',
  })
  expect(endNotification({ ...ended, status: 'failed', errorMessage: 'No such host' }, 'Ada', now)).toEqual({
    title: 'orders: failed',
    body: 'No such host',
  })
})

test('ignores those of others, unfinished ones, and those that ended long ago', () => {
  expect(endNotification(ended, 'Bob', now)).toBeNull()
  expect(endNotification({ ...ended, triggeredBy: null }, 'Ada', now)).toBeNull()
  expect(endNotification({ ...ended, status: 'running', finishedAt: null }, 'Ada', now)).toBeNull()
  expect(endNotification(ended, 'Ada', now + 600_000)).toBeNull()
})
