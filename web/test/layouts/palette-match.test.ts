import { expect, it } from 'vitest'

import { matchWords } from '#web/layouts/palette/palette-match.ts'

const entries = [
  { label: 'Dark theme', words: 'colour' },
  { label: 'Go to the theme park' },
  { label: 'Theme of the day' },
]
const labelsFound = (text: string) => matchWords(entries, text).map(({ label }) => label)

it('finds by every word, in label or keywords, labels that start with the text first', () => {
  expect(labelsFound('')).toHaveLength(3)
  expect(labelsFound('THEME')).toEqual(['Theme of the day', 'Dark theme', 'Go to the theme park'])
  expect(labelsFound('colour dark')).toEqual(['Dark theme'])
  expect(labelsFound('colour park')).toEqual([])
})
