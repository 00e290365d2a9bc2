import type { InstallLine } from '@flx/shared/plugins/plugin'
import { expect, test } from 'vitest'

import { loadPosition, withPage } from '#web/parts/install-output/output-lines.ts'

const output = (at: string, count: number): InstallLine[] =>
  Array.from({ length: count }, (_, index) => ({ line: index + 1, at, text: `line ${index + 1}` }))

const MORNING = '2026-01-05T08:00:00.000Z'
const EVENING = '2026-01-05T20:00:00.000Z'

/** Reads as the page does, from a server that has `stored` and answers two lines at a time. */
function read(loaded: readonly InstallLine[], stored: readonly InstallLine[]): readonly InstallLine[] {
  for (let lines = loaded; ;) {
    const after = loadPosition(lines)
    const next = withPage(lines, stored.filter(({ line }) => line > after).slice(0, 2))
    if (!next.more) return next.lines
    ;({ lines } = next)
  }
}

test('an output is read page by page to its end', () => {
  expect(read([], output(MORNING, 5))).toEqual(output(MORNING, 5))
})

test('a grown output continues after the lines already held', () => {
  expect(read(output(MORNING, 2), output(MORNING, 5))).toEqual(output(MORNING, 5))
})

test.each([0, 1, 3, 4, 7])(
  'an unannounced later installation with %i lines replaces one with three',
  (count) => {
    expect(read(output(MORNING, 3), output(EVENING, count))).toEqual(output(EVENING, count))
  },
)
