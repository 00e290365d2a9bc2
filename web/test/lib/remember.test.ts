import { expect, test } from 'vitest'

import { remember } from '#web/lib/remember.ts'

test('recognises the first time of a text, and forgets the oldest beyond the limit', () => {
  const known = new Set<string>()
  expect(remember(known, 'a', 2)).toBe(true)
  expect(remember(known, 'a', 2)).toBe(false)
  expect(remember(known, 'b', 2)).toBe(true)
  expect(remember(known, 'c', 2)).toBe(true)
  expect([...known]).toEqual(['b', 'c'])
})
