import { expect, it } from 'vitest'

import { matchWords } from '#web/layouts/palette/palette-match.ts'

const entries = [
  { label: 'Dark theme', words: 'colour' },
  { label: 'Go to the theme park' },
  { label: 'Theme of the day' },
]
const found = (text: string) => matchWords(entries, text).map(({ label }) => label)

it('finds by every word, in label or keywords, labels that start with the text first', () => {
  expect(found('')).toHaveLength(3)
  expect(found('THEME')).toEqual(['Theme of the day', 'Dark theme', 'Go to the theme park'])
  expect(found('colour dark')).toEqual(['Dark theme'])
  expect(found('colour park')).toEqual([])
})
