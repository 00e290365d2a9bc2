import { expect, it } from 'vitest'

import { changeListSearch, isFiltered, readListSearch } from '#web/features/pipelines/list/list-search.ts'

const read = (query: string) => readListSearch(new URLSearchParams(query))

it('shows cards, newest first, where the URL says nothing', () => {
  expect(read('')).toEqual({ filters: { sort: '-createdAt' }, view: 'grid' })
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
    view: 'table',
  })
})

it('leaves out what does not exist, so that an old link still works', () => {
  expect(read('status=paused&type=toString&lastStatus=&sort=size&view=list&search=%20')).toEqual({
    filters: { sort: '-createdAt' },
    view: 'grid',
  })
})

it('changes one filter and leaves the others', () => {
  const next = changeListSearch(new URLSearchParams('search=a&type=el&view=table'), {
    type: undefined,
    tag: 'x',
  })
  expect(next.toString()).toBe('search=a&view=table&tag=x')
})

it('does not take the order for a filter', () => {
  expect(isFiltered(read('sort=name').filters)).toBe(false)
  expect(isFiltered(read('tag=x').filters)).toBe(true)
})
