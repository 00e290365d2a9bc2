import { expect, test } from 'vitest'

import { recordArrival, recordPassedOn, ownValues, type OwnValues } from '#web/ui/fields/own-values.ts'

const after = (own: OwnValues, values: string[]) => values.reduce(recordPassedOn, own)

/** Returns the arriving values that are news to the field. */
function news(own: OwnValues, arriving: string[]): string[] {
  const found: string[] = []
  for (const value of arriving) {
    const next = recordArrival(own, value)
    own = next.own
    if (next.isNews) found.push(value)
  }
  return found
}

test('values that return late, one by one or only the last, are not news', () => {
  const typed = after(ownValues('2026-11-20'), ['2026-01-20', '2026-01-03', '2026-01-31'])
  expect(news(typed, ['2026-01-20', '2026-01-31', '2026-01-31'])).toEqual([])
  expect(news(typed, ['2026-01-31'])).toEqual([])
})

test('a value from elsewhere is news, even one that was typed before', () => {
  const typed = after(ownValues(''), ['2026-01-20', '2026-01-31'])
  expect(news(typed, ['2026-01-31', '2026-01-20', '', ''])).toEqual(['2026-01-20', ''])
})
