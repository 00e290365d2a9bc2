import { expect, it } from 'vitest'

import { changeWords, countChanges, diffCatalogs, fingerprintText } from '../../src/catalog/catalog-diff.ts'
import { compactCatalog } from '../../src/catalog/compact.ts'
import type { JsonObject } from '../../src/json/json.ts'

const stream = (id: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  tap_stream_id: id,
  schema: { type: 'object', properties },
  metadata: [],
  ...more,
})
const of = (...streams: JsonObject[]) => compactCatalog({ streams })
const [text, number] = [{ type: ['null', 'string'] }, { type: 'number' }]

it('names what was added, removed and changed', () => {
  const before = of(
    stream('orders', { id: number, ref: text, at: text }, { key_properties: ['id'] }),
    stream('gone', { id: number }),
  )
  const after = of(
    stream('orders', { id: number, at: { type: 'string', format: 'date-time' }, channel: text }),
    stream('new', { id: number }),
  )
  const diff = diffCatalogs(before, after)
  expect(diff).toEqual({
    streamsAdded: ['new'],
    streamsRemoved: ['gone'],
    fieldsAdded: [{ stream: 'orders', field: 'channel', type: 'string' }],
    fieldsRemoved: [{ stream: 'orders', field: 'ref', type: 'string' }],
    typesChanged: [{ stream: 'orders', field: 'at', before: 'string', type: 'date-time' }],
    keysChanged: [{ stream: 'orders', before: ['id'], after: [] }],
  })
  expect(changeWords(countChanges(diff))).toBe(
    '1 stream added, 1 removed, 1 field added, 1 removed, 1 type changed, 1 primary key changed',
  )
  expect(changeWords(countChanges(diffCatalogs(before, before)))).toBe('')
})

it('ignores order and row counts', () => {
  const one = of(stream('a', { x: text, y: number }), stream('b', { z: text }))
  const count = { metadata: [{ breadcrumb: [], metadata: { 'row-count': 7, inclusion: 'automatic' } }] }
  const other = of(stream('b', { z: text }, count), stream('a', { y: number, x: text }))
  expect(fingerprintText(one)).toBe(fingerprintText(other))
  expect(fingerprintText(of(stream('a', { x: text })))).not.toBe(
    fingerprintText(of(stream('a', { x: number }))),
  )
})

it('describes types in a few words', () => {
  const sql = { breadcrumb: ['properties', 'sql'], metadata: { 'sql-datatype': 'numeric(12,2)' } }
  const { types } = of(
    stream(
      'a',
      {
        sql: number,
        list: { type: 'array', items: { type: ['null', 'integer'] } },
        any: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
        either: { type: ['string', 'number', 'null'] },
        open: {},
      },
      { metadata: [sql] },
    ),
  )
  expect(types).toEqual(['numeric(12,2)', 'array of integer', 'date', 'string or number', ''])
})

it('keeps nested fields after their parent', () => {
  const nested = (path: string[]) => ({ breadcrumb: path, metadata: {} })
  const { streams } = compactCatalog({
    streams: [
      stream(
        'a',
        { tags: { type: 'array' }, id: text },
        {
          metadata: [
            nested(['properties', 'tags', 'items', 'properties', 'k']),
            nested(['properties', 'id']),
          ],
        },
      ),
    ],
  })
  expect(streams[0]?.fields).toEqual(['id', 'tags', 'tags.items.properties.k'])
})
