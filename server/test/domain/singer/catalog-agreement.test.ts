import { compactCatalog } from '@flx/shared/catalog/compact'
import { createSelector, isEmitted, statusOf } from '@flx/shared/catalog/selector'
import { withSchemas } from '@flx/shared/catalog/schema-overrides'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { expect, it } from 'vitest'

import { selectInCatalog } from '../../../src/domain/singer/catalog-selection.ts'

/** Always the same numbers. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}
const NAMES = ['id', 'a.b', 'name', 'odd [x]', 'internal_1', '$x', 'ü'] as const
const STREAMS = ['orders', 'public.orders', 'o*', 'customers', '!x'] as const
const PATTERNS = [
  ...['*.*', '*', 'orders', 'orders.*', '!orders.*', '!*.internal_*', 'orders.name.id', 'o[*].*', 'cust*.?d'],
  ...[
    '!customers',
    '*.name',
    '!*.name',
    String.raw`public\.orders.*`,
    '*.*.id',
    '!*.*.name',
    '[!o]*.*',
    '!!x.*',
  ],
]

function aCatalog(random: (below: number) => number): JsonObject {
  const properties = (depth: number): JsonObject =>
    Object.fromEntries(
      NAMES.filter(() => random(3) > 0).map((name) => [
        name,
        depth < 2 && random(4) === 0
          ? { type: 'object', properties: properties(depth + 1) }
          : { type: random(2) === 0 ? 'string' : 'integer' },
      ]),
    )
  return {
    streams: STREAMS.filter(() => random(5) > 0).map((id) => {
      const schema = { type: 'object', properties: properties(0) }
      const inclusions = ['available', 'automatic', 'unsupported', undefined]
      const metadata = Object.keys(schema.properties).flatMap((name): Json[] => {
        const inclusion = inclusions[random(4)]
        return inclusion === undefined ? [] : [{ breadcrumb: ['properties', name], metadata: { inclusion } }]
      })
      return { tap_stream_id: id, schema, metadata: [{ breadcrumb: [], metadata: {} }, ...metadata] }
    }),
  }
}

/** Fields that an SDK extractor emits with a catalogue written for it. */
function emittedBy(catalog: JsonObject): string[] {
  return (catalog['streams'] as JsonObject[]).flatMap((stream) => {
    const entries = new Map<string, JsonObject>()
    for (const item of stream['metadata'] as JsonObject[]) {
      if (isJsonObject(item['metadata'])) entries.set(JSON.stringify(item['breadcrumb']), item['metadata'])
    }
    const isSelected = (breadcrumb: string[]): boolean => {
      const own = entries.get(JSON.stringify(breadcrumb)) ?? {}
      if (breadcrumb.length > 0 && !isSelected(breadcrumb.slice(0, -2))) return false
      if (own['inclusion'] === 'unsupported') return false
      if (breadcrumb.length > 0 && own['inclusion'] === 'automatic') return true
      return own['selected'] === true
    }
    return [...entries.keys()]
      .map((key) => JSON.parse(key) as string[])
      .filter((breadcrumb) => breadcrumb.length > 0 && isSelected(breadcrumb))
      .map((breadcrumb) => `${String(stream['tap_stream_id'])} ${breadcrumb.slice(1).join('.')}`)
  })
}

it.each(Array.from({ length: 300 }, (_, seed) => seed))('pages show what executions select (%i)', (seed) => {
  const random = numbers(seed * 7919 + 1)
  const catalog = aCatalog(random)
  const select = PATTERNS.filter(() => random(3) === 0)
  const selectFilter = random(4) === 0 ? ['orders', '!customers'] : []
  const metadata: JsonObject =
    random(3) === 0
      ? { '*': { name: { selected: random(2) === 0 } }, orders: { selected: random(2) === 0 } }
      : {}
  const schema: JsonObject =
    random(3) === 0
      ? { 'o*': { extra: { type: 'object', properties: { id: {} } }, name: { type: 'string' } } }
      : {}
  const executed = selectInCatalog(catalog, { select, selectFilter, metadata, schema, only: null })
  const selector = createSelector(withSchemas(compactCatalog(catalog), schema))
  const view = selector.select({ select, metadata, selectFilter })
  const shown = view.streams.flatMap((of) =>
    of.indexed.stream.fields
      .filter((_, index) => isEmitted(statusOf(of, index)))
      .map((field) => `${of.indexed.stream.id} ${field}`),
  )
  expect(shown.toSorted()).toEqual(emittedBy(executed.catalog).toSorted())
  expect(view.streams.map(({ selected }) => selected)).toEqual(
    (executed.catalog['streams'] as JsonObject[]).map((stream) => stream['selected']),
  )
  const unmatched = select.filter(
    (_, index) => view.lines[index]?.matches === false && select[index] !== '*.*',
  )
  expect(executed.unmatched.filter((rule) => rule.startsWith('_select "'))).toEqual(
    unmatched.map((line) => `_select "${line}"`),
  )
})
