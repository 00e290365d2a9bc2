import { expect, it } from 'vitest'

import { queueWords } from '#web/parts/queue/words.ts'

it.each([
  [{ position: 1, total: 1 }, '1st of 1 in the queue'],
  [{ position: 2, total: 12 }, '2nd of 12 in the queue'],
  [{ position: 3, total: 1001 }, '3rd of 1,001 in the queue'],
  [{ position: 11, total: 12 }, '11th of 12 in the queue'],
  [{ position: 22, total: { atLeast: 1001 } }, '22nd of more than 1,000 in the queue'],
  [{ position: { atLeast: 1001 }, total: { atLeast: 1001 } }, 'Behind more than 1,000 in the queue'],
])('%o reads as "%s"', (place, words) => expect(queueWords(place)).toBe(words))
