import type { JsonObject } from '@flx/shared/json/json'
import { describe, expect, it } from 'vitest'

import { selectInCatalog, type SelectionRules } from '../../../src/domain/singer/catalog-selection.ts'

const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties })
const text: JsonObject = { type: 'string' }

/** A stream whose fields cover everything that selection has to handle. */
const ORDERS: JsonObject = {
  tap_stream_id: 'orders',
  schema: object({
    id: text,
    tags: { type: 'array', items: object({ k: text, v: text }) },
    either: { anyOf: [object({ x: text }), { type: 'null' }] },
    oneOf: { oneOf: [object({ x: text })] },
    address: object({ city: text, geo: object({ lat: text }) }),
    'odd name/é.x': text,
    secret: text,
  }),
  metadata: [
    { breadcrumb: ['properties', 'secret'], metadata: { inclusion: 'unsupported' } },
    { breadcrumb: ['properties', 'tags', 'items', 'properties', 'k'], metadata: { inclusion: 'available' } },
  ],
}
const DOTTED: JsonObject = { tap_stream_id: 'public.users', schema: object({ id: text }), metadata: [] }

function apply(rules: Partial<SelectionRules>) {
  const { catalog, unmatched } = selectInCatalog(
    { streams: [ORDERS, DOTTED] },
    { select: ['*.*'], selectFilter: [], metadata: {}, schema: {}, only: null, ...rules },
  )
  const selected = (catalog['streams'] as JsonObject[]).flatMap((stream) =>
    (stream['metadata'] as { breadcrumb: string[]; metadata: JsonObject }[])
      .filter(({ metadata }) => metadata['selected'] === true)
      .map(({ breadcrumb }) =>
        [String(stream['tap_stream_id']), ...breadcrumb.filter((part) => part !== 'properties')].join(' '),
      ),
  )
  return { selected: selected.toSorted(), unmatched }
}

describe('a selection', () => {
  it.each([
    ['a field inside of a list selects its parent', ['orders.tags.k'], ['orders', 'orders tags']],
    ['a field inside of anyOf selects its parent', ['orders.either.x'], ['orders', 'orders either']],
    ['a field inside of oneOf selects its parent', ['orders.oneOf.x'], ['orders', 'orders oneOf']],
    [
      'a nested field selects all its parents',
      ['orders.address.geo.lat'],
      ['orders', 'orders address', 'orders address geo', 'orders address geo lat'],
    ],
    [
      'a star also reaches what the extractor describes inside of lists',
      ['orders.tags*'],
      ['orders', 'orders tags', 'orders tags items k'],
    ],
    ['a dot of a stream is escaped', [String.raw`public\.users.id`], ['public.users', 'public.users id']],
    ['a dot of a field is escaped', [String.raw`orders.odd name/é\.x`], ['orders', 'orders odd name/é.x']],
    ['classes match one character', ['orders.i[cd]'], ['orders', 'orders id']],
    ['classes may be negative', ['orders.i[!x]'], ['orders', 'orders id']],
    ['an unsupported field cannot be selected', ['orders.secret'], ['orders']],
    ['excludes win, whatever the order', ['!orders.id', 'orders.id'], ['orders']],
    ['an exclude of all takes the stream out', ['orders.id', '!orders.*'], []],
    ['an exclude of a stream takes all of it out', ['orders', '!orders'], []],
  ])('%s', (_name, select, selected) => {
    expect(apply({ select }).selected).toEqual(selected)
  })

  it.each(['[z-a]*', 'orders.[!]', 'orders.[', 'orders.(a', String.raw`orders.\d`])(
    'the pattern %s is read as on Unix, and selects no field',
    (pattern) =>
      expect(apply({ select: [pattern] }).selected.filter((path) => path.includes(' '))).toEqual([]),
  )

  it('names each rule that matches nothing, and no other', () => {
    expect(
      apply({
        select: ['orders.*', 'orders.nope', '!orders.tags.k', '!orders.tags.items.properties.k', 'ordres.*'],
        selectFilter: ['orders', '!nothing'],
        metadata: {
          orders: { 'replication-method': 'FULL_TABLE', id: { selected: true }, gone: { selected: false } },
          nobody: { 'replication-method': 'INCREMENTAL' },
        },
        schema: { orders: { extra: { type: 'string' } }, missing: {} },
      }).unmatched,
    ).toEqual([
      '_select "orders.nope"',
      '_select "!orders.tags.k"',
      '_select "!orders.tags.items.properties.k"',
      '_select "ordres.*"',
      '_select_filter "!nothing"',
      '_metadata "orders.gone"',
      '_metadata "nobody"',
      '_schema "missing"',
    ])
  })

  it('metadata cannot select unsupported fields', () => {
    expect(
      apply({ select: ['orders.id'], metadata: { orders: { secret: { selected: true } } } }).selected,
    ).toEqual(['orders', 'orders id'])
  })
})

it('also marks the schema, for an extractor that discovers no metadata', () => {
  const old: JsonObject = { tap_stream_id: 'quakes', schema: object({ id: text, secret: text }) }
  const { catalog } = selectInCatalog(
    { streams: [old, ORDERS] },
    { select: ['quakes.*', '!quakes.secret'], selectFilter: [], metadata: {}, schema: {}, only: null },
  )
  const [quakes, orders] = (catalog['streams'] as JsonObject[]).map(({ schema }) => schema)
  expect(quakes).toEqual({
    type: 'object',
    selected: true,
    properties: { id: { ...text, selected: true }, secret: { ...text, selected: false } },
  })
  expect(orders).toEqual(ORDERS['schema'])
})
