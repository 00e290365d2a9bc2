import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'

import { jsonFault } from '@flx/shared/json/json-fault'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('where a text stops being JSON', () => {
  test.each<[string, number, number]>([
    ['', 1, 1],
    ['nope', 1, 1],
    ['{"a": 1', 1, 8],
    ['{"a": 1,}', 1, 9],
    ['{"a" 1}', 1, 6],
    ["{'a': 1}", 1, 2],
    ['[1, 2', 1, 6],
    ['[1,]', 1, 4],
    ['[1}', 1, 3],
    ['{"a": 01}', 1, 8],
    ['{"a": NaN}', 1, 7],
    ['{"a": "open}', 1, 7],
    ['{"a": "bad \\x"}', 1, 7],
    ['{\n  "a": 1,\n  b: 2\n}', 3, 3],
    ['{"a": 1} {"b": 2}', 1, 10],
    ['\u00a0{}', 1, 1],
  ])('%j', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column })
  })

  it('finds a fault exactly where JSON.parse finds one', () => {
    const bits = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\n',
      'x',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(bits, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(jsonFault(text) === null).toBe(isJson(text))
        },
      ),
      { numRuns: 3000 },
    )
  })
})
