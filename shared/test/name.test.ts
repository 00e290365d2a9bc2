import { describe, expect, it } from 'vitest'

import { alertRuleCreateSchema, commentSchema } from '../src/alert.ts'
import { nameSchema } from '../src/core/name.ts'
import { holdCreateSchema } from '../src/executions/hold.ts'

const name = nameSchema('Give a name.', 50)
const messages = (text: string) => name.safeParse(text).error?.issues.map(({ message }) => message) ?? []

describe('a name', () => {
  it.each([
    'Orders, daily (v2) — äöü ß',
    '訂單 每日',
    'طلبات يومية',
    'می\u200cخواهم',
    'क्\u200dष',
    'family 👨\u200d👩\u200d👧',
    'astronaut 👩🏽\u200d🚀',
    'flag 🏳\ufe0f\u200d🌈',
    'heart ❤\ufe0f',
    'key 1\ufe0f\u20e3',
    'england 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'combined e\u0301',
  ])('can be %s', (text) => {
    expect(messages(text)).toEqual([])
  })

  it.each([
    ['zero width space', 'ab\u200bc', 'U+200B at position 3'],
    ['zero width joiner between Latin letters', 'ab\u200dc', 'U+200D at position 3'],
    ['zero width non-joiner between Latin letters', 'a\u200cb', 'U+200C at position 2'],
    ['joiner at the end', 'می\u200c', 'U+200C at position 3'],
    ['joiner behind an emoji', '👩\u200dx', 'U+200D at position 2'],
    ['byte order mark', 'a\ufeffb', 'U+FEFF at position 2'],
    ['soft hyphen', 'pay\u00adroll', 'U+00AD at position 4'],
    ['word joiner', 'a\u2060b', 'U+2060 at position 2'],
    ['override of direction', 'evil\u202etxt', 'U+202E at position 5'],
    ['isolate of direction', 'a\u2066b', 'U+2066 at position 2'],
    ['mark of direction', 'a\u200fb', 'U+200F at position 2'],
    ['tag', 'a\u{e0041}b', 'U+E0041 at position 2'],
    ['selector of a variant that has none', 'a\ufe0fb', 'U+FE0F at position 2'],
    ['filler', 'a\u3164b', 'U+3164 at position 2'],
    ['control', 'a\u0007b', 'U+0007 at position 2'],
    ['NUL', 'a\0b', 'U+0000 at position 2'],
    ['escape', 'a\u001b[31mb', 'U+001B at position 2'],
    ['noncharacter', 'a\uffffb', 'U+FFFF at position 2'],
    ['newline', 'a\nb', 'a line break at position 2'],
    ['separator of lines', 'a\u2028b', 'a line break at position 2'],
    ['high surrogate alone', 'a\ud800b', 'half a character (U+D800) at position 2'],
    ['low surrogate alone', '👩a\udc00', 'half a character (U+DC00) at position 3'],
  ])('with a %s is refused, naming the character and its position', (_, text, where) => {
    expect(messages(text)).toEqual([`Remove line breaks and control characters: there is ${where}.`])
  })

  it('with only invisible characters is refused', () => {
    expect(messages('\u200b\u200b')).not.toEqual([])
    expect(messages(' \ufeff ')).not.toEqual([])
  })
})

it('tags are names too', () => {
  const result = alertRuleCreateSchema.safeParse({
    name: 'Rule',
    condition: 'failure',
    tags: ['fin\u200bance'],
  })
  expect(result.error?.issues).toContainEqual(
    expect.objectContaining({ path: ['tags', 0], message: expect.stringContaining('U+200B at position 4') }),
  )
})

describe('a comment and a reason', () => {
  const comment = (body: string) => commentSchema.safeParse({ body }).success
  const reason = (text: string) => holdCreateSchema.safeParse({ reason: text }).success
  it('have visible characters; a comment can have several lines', () => {
    expect(comment('first line\n\tsecond line 👩🏽\u200d🚀')).toBe(true)
    expect(['', ' \n ', '\u200b', 'ab\u202ecd', 'nul\0', '\ud800'].filter(comment)).toEqual([])
    expect(reason('The bank is closed.')).toBe(true)
    expect(['', '\u200b', '\u2800', 'a\nb', 'ab\u202ecd'].filter(reason)).toEqual([])
  })
})
