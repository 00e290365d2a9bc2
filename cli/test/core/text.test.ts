import { describe, expect, test } from 'vitest'

import { agoText } from '../../src/core/figures.ts'
import { nearest } from '../../src/core/nearest.ts'
import { tableLines } from '../../src/core/table.ts'
import { hasColour, openTerminal, printable, styleOf } from '../../src/core/terminal.ts'
import { wrapText } from '../../src/core/wrap.ts'

describe('names', () => {
  test.each([
    ['ordres', 'orders'],
    ['ORDERS', 'orders'],
    ['order', 'orders'],
    ['cust', 'customers'],
    ['xyz', undefined],
  ])('the nearest to %s is %s', (given, name) => {
    expect(nearest(given, ['orders', 'customers', 'invoices'])).toBe(name)
  })
})

describe('a moment', () => {
  test.each([
    [null, '—'],
    ['2026-11-23T12:00:02.000Z', 'just now'],
    ['2026-11-23T11:58:00.000Z', '2 min ago'],
    ['2026-11-24T13:00:00.000Z', 'tomorrow'],
  ])('%s reads %s', (moment, text) => {
    expect(agoText(moment, new Date('2026-11-23T12:00:00.000Z'))).toBe(text)
  })
})

test('table columns fit their content, wide characters counted as two', () => {
  const lines = tableLines(
    [
      { name: '注文', count: '7' },
      { name: 'a\nb', count: '1,234' },
    ],
    [
      { head: 'NAME', cell: ({ name }) => name },
      { head: 'COUNT', cell: ({ count }) => count, right: true },
    ],
    styleOf(false),
  )
  expect(lines).toEqual(['NAME  COUNT', '注文      7', 'a b   1,234'])
})

test('paragraphs wrap at words and keep their indent', () => {
  expect(wrapText('one two three\nfour', 9, '  ')).toBe('  one two\n  three\n  four')
})

describe('a terminal', () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ TERM: 'dumb' }, true, false],
  ])('with %j, terminal %s, has colours: %s', (env, isTerminal, coloured) => {
    expect(hasColour(env, isTerminal)).toBe(coloured)
  })

  test('with --json prints values only', () => {
    let out = ''
    const stdout = { write: (text: string) => (out += text) }
    const terminal = openTerminal({ stdout, stderr: stdout, stdin: {} }, {}, true)
    terminal.line('for people')
    terminal.note('for people')
    terminal.value({ a: 1 })
    expect(out).toBe('{\n  "a": 1\n}\n')
  })

  test('replaces control characters in text, except its own colours', () => {
    expect(printable('a\u001b[2J\u001b[31mb\u0007\u009b\tc')).toBe('a�[2J\u001b[31mb��\tc')
  })
})
