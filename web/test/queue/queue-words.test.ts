import { expect, it } from 'vitest'

import { queueWords } from '#web/parts/queue/words.ts'

it.each([
  [{ place: 1, of: 1 }, '1st of 1 in the queue'],
  [{ place: 2, of: 12 }, '2nd of 12 in the queue'],
  [{ place: 3, of: 1001 }, '3rd of 1,001 in the queue'],
  [{ place: 11, of: 12 }, '11th of 12 in the queue'],
  [{ place: 22, of: { atLeast: 1001 } }, '22nd of more than 1,000 in the queue'],
  [{ place: { atLeast: 1001 }, of: { atLeast: 1001 } }, 'Behind more than 1,000 in the queue'],
])('%o reads as "%s"', (place, words) => expect(queueWords(place)).toBe(words))
