import { expect, it } from 'vitest'

import { changeListSearch, isFiltered, readListSearch } from '#web/features/pipelines/list/list-search.ts'

const NO_DAYS = { createdFrom: undefined, createdTo: undefined }
const read = (query: string) => readListSearch(new URLSearchParams(query), 'Europe/Berlin')

it('shows cards, newest first, unless the URL says otherwise', () => {
  expect(read('')).toEqual({ filters: { sort: '-createdAt' }, days: NO_DAYS, view: 'grid' })
})

it('keeps search, filters, order and view in the URL', () => {
  const query =
    'search=sales&status=active&type=elt&lastStatus=failed&lastStatus=cancelled&lastStatus=odd&extractor=tap-csv&loader=target-jsonl&tag=x'
  expect(read(`${query}&sort=-name&view=table`)).toEqual({
    filters: {
      search: 'sales',
      status: 'active',
      type: 'elt',
      lastStatus: ['failed', 'cancelled'],
      extractor: 'tap-csv',
      loader: 'target-jsonl',
      tag: 'x',
      sort: '-name',
    },
    days: NO_DAYS,
    view: 'table',
  })
})

it('leaves out unknown values, so that an old link still works', () => {
  expect(read('status=paused&type=toString&lastStatus=&sort=size&view=list&search=%20')).toEqual({
    filters: { sort: '-createdAt' },
    days: NO_DAYS,
    view: 'grid',
  })
})

it('reads days in the shown zone, the last one included', () => {
  const { filters, days } = read('createdFrom=2026-10-24&createdTo=2026-10-25')
  expect(filters).toMatchObject({
    createdFrom: '2026-10-23T22:00:00.000Z',
    // The clocks went back on that day.
    createdTo: '2026-10-25T23:00:00.000Z',
  })
  expect(days).toEqual({ createdFrom: '2026-10-24', createdTo: '2026-10-25' })
  expect(read('createdFrom=2026-02-30&createdTo=yesterday').days).toEqual(NO_DAYS)
})

it('changes one filter and leaves the others', () => {
  const next = changeListSearch(new URLSearchParams('search=a&type=el&view=table'), {
    type: undefined,
    tag: 'x',
    lastStatus: ['failed', 'pending'],
  })
  expect(next.toString()).toBe('search=a&view=table&tag=x&lastStatus=failed&lastStatus=pending')
})

it('does not treat the order as a filter', () => {
  expect(isFiltered(read('sort=name').filters)).toBe(false)
  expect(isFiltered(read('tag=x').filters)).toBe(true)
})
