import { describe, expect, it } from 'vitest'

import { compactCatalog } from '../../src/catalog/compact.ts'
import { tickField, tickStream } from '../../src/catalog/edit-lines.ts'
import { patternFor } from '../../src/catalog/patterns.ts'
import type { JsonObject } from '../../src/json/json.ts'
import { createSelector, isEmitted, statusOf } from '../../src/catalog/selector.ts'
import { suggestLine } from '../../src/catalog/suggest-line.ts'

const field = (name: string, inclusion = 'available') => ({
  breadcrumb: [
    'properties',
    ...name.split('/').flatMap((part, index) => (index === 0 ? part : ['properties', part])),
  ],
  metadata: { inclusion },
})
const stream = (id: string, names: Record<string, string>) => ({
  tap_stream_id: id,
  schema: {},
  metadata: Object.entries(names).map(([name, inclusion]) => field(name, inclusion)),
})
const [free, automatic, unsupported] = ['available', 'automatic', 'unsupported']
const selector = createSelector(
  compactCatalog({
    streams: [
      stream('orders', {
        id: automatic,
        ssn: free,
        total: free,
        blob: unsupported,
        'address/city': free,
        address: free,
      }),
      stream('customers', { id: automatic, internal: free, name: free }),
      stream('public.carts', { id: free, 'a.b': free, 'what?': free, $HOME: free }),
      stream('!odd [x]*', { 'na\\me': free }),
      stream('empty', {}),
    ],
  }),
)

/** The status of each field, as `orders.id selected`. */
function statuses(select: string[], rest: { metadata?: JsonObject; selectFilter?: string[] } = {}) {
  const view = selector.select({ select, metadata: {}, selectFilter: [], ...rest })
  return Object.fromEntries(
    view.streams.map((of) => [
      of.indexed.stream.id,
      Object.fromEntries(of.indexed.stream.fields.map((name, index) => [name, statusOf(of, index)])),
    ]),
  )
}
const orders = (select: string[], rest = {}) => statuses(select, rest)['orders']
const indexed = (id: string) => selector.streams.find((each) => each.stream.id === id)!

describe('the emitted fields', () => {
  it('are listed with the reason for each', () => {
    expect(orders(['orders.*', '!orders.ssn', '!orders.address'])).toEqual({
      id: 'automatic',
      ssn: 'left-out',
      total: 'selected',
      blob: 'unsupported',
      address: 'left-out',
      'address.properties.city': 'parent',
    })
    expect(orders(['orders.total'])).toMatchObject({
      id: 'automatic',
      ssn: 'not-selected',
      total: 'selected',
    })
    expect(new Set(Object.values(orders(['customers.*'])!))).toEqual(new Set(['stream']))
    // Required fields stay, even if a line leaves them out.
    expect(orders(['orders.*', '!orders.id'])).toMatchObject({ id: 'automatic' })
  })

  it('follow metadata and filters as an execution does', () => {
    const metadata = { 'ord*': { ssn: { selected: false }, total: { inclusion: 'automatic' } } }
    expect(orders(['orders.*'], { metadata })).toMatchObject({ ssn: 'not-selected', total: 'automatic' })
    expect(orders([], { metadata: { orders: { selected: true } } })).toMatchObject({ id: 'automatic' })
    expect(orders(['*.*'], { selectFilter: ['customers'] })).toMatchObject({ id: 'stream' })
  })

  it('are counted by line', () => {
    const select = ['orders.*', '!orders.ssn', '!*.id', 'nope.*', 'orders.nope', '!customers.name', 'empty']
    const { lines, selectedStreams, emittedFields, fields } = selector.select({
      select,
      metadata: {},
      selectFilter: [],
    })
    expect(lines.map(({ fields, matches }) => [fields, matches])).toEqual([
      [5, true],
      [1, true],
      // The primary keys are emitted all the same.
      [1, true],
      [0, false],
      [0, false],
      [1, true],
      [0, true],
    ])
    expect([selectedStreams, emittedFields, fields]).toEqual([2, 4, 14])
  })
})

describe('a tick', () => {
  it.each<[string, string[], string, boolean, string[]]>([
    ['takes a stream out of all', ['*.*'], 'orders', false, ['*.*', '!orders.*']],
    ['brings it back by removing that line', ['*.*', '!orders.*'], 'orders', true, ['*.*']],
    ['adds a stream', ['customers.*'], 'orders', true, ['customers.*', 'orders.*']],
    ['removes the lines of a stream', ['orders.id', '!orders.ssn', 'x.*'], 'orders', false, ['x.*']],
    ['makes one line of several', ['orders.id', 'orders.total'], 'orders', true, ['orders.*']],
    ['keeps what leaves out fields of many', ['!*.ssn'], 'orders', true, ['!*.ssn', 'orders.*']],
    ['escapes dots', [], 'public.carts', true, [String.raw`public\.carts.*`]],
    ['escapes wildcards', [], '!odd [x]*', true, ['?odd [[]x][*].*']],
  ])('on a stream %s', (_name, lines, id, on, expected) => {
    const edited = tickStream(lines, indexed(id), on)
    expect(edited).toEqual({ lines: expected, blockedBy: null })
    const view = selector.select({ select: edited.lines, metadata: {}, selectFilter: [] })
    expect(view.streams.find((of) => of.indexed.stream.id === id)?.selected).toBe(on)
  })

  it.each<[string, string[], string, string, boolean, string[]]>([
    ['leaves out a field', ['orders.*'], 'orders', 'ssn', false, ['orders.*', '!orders.ssn']],
    ['brings it back', ['orders.*', '!orders.ssn'], 'orders', 'ssn', true, ['orders.*']],
    ['adds a field', ['orders.total'], 'orders', 'ssn', true, ['orders.total', 'orders.ssn']],
    ['removes a field of its own', ['orders.total', 'orders.ssn'], 'orders', 'ssn', false, ['orders.total']],
    ['names what is in a field', [], 'orders', 'address.properties.city', true, ['orders.address.city']],
    ['escapes dots', [], 'public.carts', 'a.b', true, [String.raw`public\.carts.a\.b`]],
    ['escapes wildcards', [], 'public.carts', 'what?', true, [String.raw`public\.carts.what[?]`]],
    ['escapes references', [], 'public.carts', '$HOME', true, [String.raw`public\.carts.[$]HOME`]],
    ['escapes backslashes', [], '!odd [x]*', 'na\\me', true, ['?odd [[]x][*].na[\\]me']],
  ])('on a field %s', (_name, lines, id, name, on, expected) => {
    const of = indexed(id)
    const place = of.stream.fields.indexOf(name)
    const edited = tickField(lines, of, place, on)
    expect(edited).toEqual({ lines: expected, blockedBy: null })
    const view = selector.select({ select: edited.lines, metadata: {}, selectFilter: [] })
    const selected = view.streams.find(({ indexed: each }) => each === of)!
    expect(isEmitted(statusOf(selected, place))).toBe(on)
  })

  it('names the line for several streams that keeps out what was ticked', () => {
    expect(tickStream(['!ord*'], indexed('orders'), true).blockedBy).toBe('!ord*')
    expect(tickField(['orders.*', '!*.ssn'], indexed('orders'), 1, true).blockedBy).toBe('!*.ssn')
  })
})

it('every name has a line that selects it and nothing else', () => {
  for (const { stream: of, paths } of selector.streams) {
    for (const [place] of paths.entries()) {
      const { streams } = selector.select({
        select: [patternFor(of.id, of.fields[place] ?? '')],
        metadata: {},
        selectFilter: [],
      })
      const selectedFields = streams.flatMap(({ decidingLines, indexed: { stream: each } }) =>
        each.fields
          .filter((_, index) => (decidingLines[index + 1] ?? 0) > 0)
          .map((name) => `${each.id} ${name}`),
      )
      expect(selectedFields).toContain(`${of.id} ${of.fields[place]}`)
      expect(selectedFields.every((name) => `${of.id} ${of.fields[place]}`.startsWith(name))).toBe(true)
    }
  }
})

it.each([
  ['!*.internal_*', '!*.internal*'],
  ['ordres.*', 'orders.*'],
  ['custmers', 'customers'],
  ['orders.totl', 'orders.total'],
  ['!orders.adress', '!orders.address'],
  ['carts.*', String.raw`public\.carts.*`],
  ['nothing_like_it.*', null],
  ['orders.zzzz', null],
])('for %s, which matches nothing, %s is suggested', (line, expected) => {
  expect(suggestLine(selector, line)).toBe(expected)
})
