import { describe, expect, it } from 'vitest'

import { backfilled, bookmarksOf, withStreams } from '../src/executions/state/bookmarks.ts'
import { parseJson } from '../src/json/json-text.ts'

describe('the bookmarks in a state', () => {
  it('are read from what the SDK and singer-python write', () => {
    const state = parseJson(`{
      "currently_syncing": "orders",
      "bookmarks": {
        "orders": {"replication_key": "updated_at", "replication_key_value": "2026-11-28T07:02:51+01:00", "version": 3},
        "users": {"modified": "2026-11-20"},
        "events": {"lsn": 18446744073709551610, "last_replication_method": "LOG_BASED"},
        "parts": {"partitions": [
          {"context": {"org": "a"}, "replication_key": "id", "replication_key_value": 7},
          {"context": {"org": "b"}, "replication_key": "at", "replication_key_value": "2026-01-01 10:00:00"}
        ]},
        "plain": "2026-02-03",
        "full": {}
      }
    }`)
    expect(bookmarksOf(state).map(({ stream, positions }) => ({ stream, positions }))).toEqual([
      {
        stream: 'orders',
        positions: [
          {
            key: 'updated_at',
            value: '2026-11-28T07:02:51+01:00',
            at: '2026-11-28T06:02:51.000Z',
            part: null,
          },
        ],
      },
      {
        stream: 'users',
        positions: [{ key: 'modified', value: '2026-11-20', at: '2026-11-20T00:00:00.000Z', part: null }],
      },
      { stream: 'events', positions: [{ key: 'lsn', value: '18446744073709551610', at: null, part: null }] },
      {
        stream: 'parts',
        positions: [
          { key: 'id', value: '7', at: null, part: 'org a' },
          { key: 'at', value: '2026-01-01 10:00:00', at: '2026-01-01T10:00:00.000Z', part: 'org b' },
        ],
      },
      {
        stream: 'plain',
        positions: [{ key: '', value: '2026-02-03', at: '2026-02-03T00:00:00.000Z', part: null }],
      },
      { stream: 'full', positions: [] },
    ])
  })

  it('are read from the top of the state when it has no `bookmarks`', () => {
    expect(
      bookmarksOf({ orders: '2026-01-01', currently_syncing: null }).map(({ stream }) => stream),
    ).toEqual(['orders'])
    expect(bookmarksOf(null)).toEqual([])
    expect(bookmarksOf([1])).toEqual([])
  })

  it('go back into the state beside its other content', () => {
    const state = { bookmarks: { a: 1 }, currently_syncing: 'a' }
    expect(withStreams(state, { b: 2 })).toEqual({ bookmarks: { b: 2 }, currently_syncing: 'a' })
    expect(withStreams({ a: 1 }, { b: 2 })).toEqual({ b: 2 })
    expect(withStreams(null, { b: 2 })).toEqual({ bookmarks: { b: 2 } })
  })
})

describe('setting a bookmark back to a date', () => {
  const from = new Date('2026-01-02T03:04:05.678Z')
  it.each([
    ['2026-11-28', '2026-01-02'],
    ['2026-11-28T07:02:51Z', '2026-01-02T03:04:05Z'],
    ['2026-11-28T07:02:51.123456+00:00', '2026-01-02T03:04:05.000000+00:00'],
    ['2026-11-28T07:02:51-0530', '2026-01-02T03:04:05+0000'],
    ['2026-11-28 07:02', '2026-01-02 03:04'],
  ])('writes it as the extractor writes its dates: %s', (was, becomes) => {
    expect(backfilled({ replication_key: 'at', replication_key_value: was }, from)).toEqual({
      replication_key: 'at',
      replication_key_value: becomes,
    })
    expect(backfilled(was, from)).toBe(becomes)
  })

  it('moves every part, and forgets progress in the middle', () => {
    const bookmark = {
      partitions: [
        { context: { day: '2026-05-05' }, at: '2026-05-05', progress_markers: { x: 1 } },
        { at: 7 },
      ],
      starting_replication_value: '2026-05-01',
    }
    expect(backfilled(bookmark, from)).toEqual({
      partitions: [{ context: { day: '2026-05-05' }, at: '2026-01-02' }, { at: 7 }],
    })
  })

  it('refuses anything but a date', () => {
    expect(backfilled({ id: 7 }, from)).toBeUndefined()
    expect(backfilled({ version: '2026-01-01', last_replication_method: 'FULL_TABLE' }, from)).toBeUndefined()
    expect(backfilled('2026-13-45', from)).toBeUndefined()
  })
})
