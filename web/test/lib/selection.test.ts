import { expect, it } from 'vitest'

import { emptySelection, toggled } from '#web/lib/lists/selection.ts'

const SHOWN = ['a', 'b', 'c', 'd']
const ticks = (...clicks: [id: string, range: boolean][]) =>
  [...clicks.reduce((state, [id, range]) => toggled(state, SHOWN, id, range), emptySelection('')).ids].sort()

it('ticks and unticks one', () => {
  expect(ticks(['a', false], ['c', false])).toEqual(['a', 'c'])
  expect(ticks(['a', false], ['a', false])).toEqual([])
})

it('ticks all between the last one and this one, in either direction', () => {
  expect(ticks(['b', false], ['d', true])).toEqual(['b', 'c', 'd'])
  expect(ticks(['d', false], ['b', true])).toEqual(['b', 'c', 'd'])
  expect(ticks(['c', true])).toEqual(['c'])
})

it('unticking one of everything leaves the others that are shown', () => {
  const all = { ...emptySelection(''), all: true }
  expect(toggled(all, SHOWN, 'b', false)).toMatchObject({ all: false, ids: new Set(['a', 'c', 'd']) })
})
