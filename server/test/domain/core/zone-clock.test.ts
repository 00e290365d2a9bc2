import { expect, it } from 'vitest'

import { localText, momentOf, wallTime } from '../../../src/domain/core/zone-clock.ts'

const utc = (text: string): number => Date.parse(`${text}:00Z`)
const momentAt = (zone: string, wall: string): string =>
  new Date(momentOf(zone, utc(wall))).toISOString().slice(0, 16)

it.each([
  ['Europe/Zurich', '2026-07-01T12:00', '2026-07-01T10:00'],
  // Shown twice: the first of the two counts.
  ['Europe/Zurich', '2026-10-25T02:30', '2026-10-25T00:30'],
  // Never shown: the moment of the change counts.
  ['Asia/Beirut', '2026-03-29T00:00', '2026-03-28T22:00'],
  ['Asia/Kathmandu', '2026-11-23T00:00', '2026-11-22T18:15'],
])('in %s the clock shows %s at %s UTC', (zone, wall, moment) => {
  expect(momentAt(zone, wall)).toBe(moment)
})

it('reads the clock of a zone, which converts back to the same moment', () => {
  const at = utc('2026-03-29T00:59')
  expect(localText('Europe/Zurich', at)).toBe('2026-03-29 01:59')
  expect(localText('Europe/Zurich', at + 60_000)).toBe('2026-03-29 03:00')
  expect(momentOf('Europe/Zurich', wallTime('Europe/Zurich', at))).toBe(at)
})
