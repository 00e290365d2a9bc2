import { expect, it } from 'vitest'

import { steadyOrder } from '#web/lib/lists/steady-rows.ts'

const rows = (ids: string) => ids.split('').map((id) => ({ id }))
const order = (items: string, before: string) => steadyOrder(rows(items), before.split('')).join('')

it.each([
  ['the first load', 'abc', '', 'abc'],
  ['another order', 'cab', 'abc', 'abc'],
  ['newcomers at the top and between', 'xabyc', 'abc', 'abc'],
  ['the next page', 'abcde', 'abc', 'abcde'],
  ['rows that are gone', 'ac', 'abc', 'ac'],
  ['the last row pushed to the next page', 'xab', 'abc', 'ab'],
  ['nothing that was there', 'xy', 'abc', 'xy'],
])('%s', (_, items, before, expected) => {
  expect(order(items, before)).toBe(expected)
})
