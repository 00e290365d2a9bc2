import { describe, expect, it } from 'vitest'

import { append, canAppend, canPrepend, firstOf, prepend } from '#web/features/executions/log/log-window.ts'

const PAGE = 1000
const section = (from: number, to: number) => ({
  lines: Array.from({ length: to - from + 1 }, (_, index) => ({
    line: from + index,
    at: '2026-11-01T00:00:00.000Z',
    source: 'extractor' as const,
    level: 'info' as const,
    text: 'x',
  })),
  lastLine: 100_000,
  anchor: 'start' as const,
})

describe('a section of a log', () => {
  it('takes what follows while there is room, and never pushes out what is on the screen', () => {
    expect(canAppend(section(1, 5000), PAGE, { from: 1, to: 30 })).toBe(true)
    expect(canAppend(section(1, 5500), PAGE, { from: 1, to: 30 })).toBe(false)
    expect(canAppend(section(1, 6000), PAGE, { from: 1001, to: 1030 })).toBe(true)
    expect(canAppend(section(1, 6000), PAGE, { from: 1000, to: 1030 })).toBe(false)
    expect(firstOf(append(section(1, 6000), section(6001, 7000)))).toBe(1001)
  })

  it('keeps its start in place when lines are added after it, and its end on changes before it', () => {
    expect(append(section(1, 5000), section(5001, 6000)).anchor).toBe('start')
    expect(append(section(1, 6000), section(6001, 7000)).anchor).toBe('end')
    expect(prepend(section(1001, 2000), section(1, 1000)).anchor).toBe('end')
  })

  it('takes what comes before by the same rule', () => {
    expect(canPrepend(section(90_001, 95_000), PAGE, { from: 94_000, to: 95_000 })).toBe(true)
    expect(canPrepend(section(90_001, 96_000), PAGE, { from: 94_000, to: 95_000 })).toBe(true)
    expect(canPrepend(section(90_001, 96_000), PAGE, { from: 95_000, to: 95_001 })).toBe(false)
    expect(prepend(section(90_001, 96_000), section(89_001, 90_000)).lines.at(-1)?.line).toBe(95_000)
  })
})
