import { describe, expect, it } from 'vitest'

import { parsePythonLiteral } from '../src/settings/python-literal.ts'

const json = (text: string): string | undefined => {
  const value = parsePythonLiteral(text)
  return value === undefined ? undefined : JSON.stringify(value)
}

describe('lists and objects as Python writes them', () => {
  it.each([
    ["['a', 'b']", '["a","b"]'],
    ["{'a': True, 'b': None, 'c': False,}", '{"a":true,"b":null,"c":false}'],
    ["('a', 'b')", '["a","b"]'],
    ["('a',)", '["a"]'],
    ["[('a')]", '["a"]'],
    ['()', '[]'],
    ["[\n  'a',  # the first\n  \"b's\",\n]", '["a","b\'s"]'],
    ["['a' 'b' \"c\", u'd', r'\\d\\'']", String.raw`["abc","d","\\d\\'"]`],
    [String.raw`['\x41\u00e9\U0001F600\n\'\101\q']`, String.raw`["Aé😀\n'A\\q"]`],
    ["['''two\nlines''', \"\"\"it's\"\"\"]", '["two\\nlines","it\'s"]'],
    ['[1, -2, +3, 1_000, 0xff, 0o17, 0b11, 1.5, .5, 1., 1e5]', '[1,-2,3,1000,255,15,3,1.5,0.5,1,1e5]'],
    [
      '[9007199254740993, -0.10, 123456789012345678901234567890]',
      '[9007199254740993,-0.10,123456789012345678901234567890]',
    ],
    ["{1: 'a', None: 'b', True: 'c'}", '{"1":"a","null":"b","true":"c"}'],
    ["{'__proto__': {'a': [{}]}}", '{"__proto__":{"a":[{}]}}'],
  ])('%s', (text, expected) => expect(json(text)).toBe(expected))

  it.each([
    ['a name', "['a', b]"],
    ['a call', "__import__('os')"],
    ['a sum', '[1 + 2]'],
    ['a set', "{'a', 'b'}"],
    ['bytes', "[b'a']"],
    ['a complex number', '[1j]'],
    ['a key that is a list', '{(1, 2): 3}'],
    ['an end that lacks', "['a'"],
    ['more behind it', "['a'] ['b']"],
    ['two commas', "['a',, 'b']"],
    ['no comma', '[1 2]'],
    ['leading zeros', '[007]'],
    ['a character by its name', String.raw`['\N{BULLET}']`],
    ['half an escape', String.raw`['\x4']`],
    ['a line end in a text', "['a\nb']"],
    ['nothing', ''],
    ['too many levels', '['.repeat(200) + ']'.repeat(200)],
  ])('refuses %s', (_, text) => expect(json(text)).toBeUndefined())
})
