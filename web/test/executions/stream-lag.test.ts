import { expect, test } from 'vitest'

import { lagsOf } from '#web/features/executions/stream-lag.ts'

const count = (stream: string) => ({ stream, records: 1, batches: 0, bytes: 10 })

test("a stream's lag runs from its oldest position to the end, if its bookmark is a time", () => {
  const lags = lagsOf({
    finishedAt: '2026-11-28T12:00:00.000Z',
    streams: [count('orders'), count('people'), count('items'), count('parts'), count('none')],
    stateAfter: {
      bookmarks: {
        orders: { replication_key: 'updated_at', replication_key_value: '2026-11-28T11:00:00Z' },
        people: { replication_key: 'id', replication_key_value: 4711 },
        'public-items': { replication_key: 'at', replication_key_value: '2026-11-26T12:00:00Z' },
        parts: {
          partitions: [
            {
              context: { region: 'a' },
              replication_key: 'at',
              replication_key_value: '2026-11-28T11:59:00Z',
            },
            {
              context: { region: 'b' },
              replication_key: 'at',
              replication_key_value: '2026-11-28T11:50:00Z',
            },
          ],
        },
      },
    },
  })
  expect([...lags]).toEqual([
    ['orders', 3600],
    ['items', 172_800],
    ['parts', 600],
  ])
  expect(lagsOf({ finishedAt: null, streams: [count('orders')], stateAfter: null }).size).toBe(0)
})
