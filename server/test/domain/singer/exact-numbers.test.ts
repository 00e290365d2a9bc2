import { ExactNumber, numberIn } from '@flx/shared/json/exact-number'
import { isJsonObject } from '@flx/shared/json/json'
import { jsonObjectSchema } from '@flx/shared/json/json-value-schema'
import { parseJson } from '@flx/shared/json/json-text'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import * as z from 'zod'

import { parseTyped } from '../../../src/domain/core/text/typed-numbers.ts'

/** Literals that a double would write otherwise. */
const LITERALS = [
  '9007199254740993',
  '-9223372036854775808',
  '18446744073709551610',
  '617283945061728390617.2839455000',
  '0.1000000000000000055511151231257827',
  '1.0',
  '10.50',
  '-0',
  '-0.0',
  '1e5',
  '1E+400',
  '1e-400',
  '123456789012345678901234567890e-10',
]

test.each(LITERALS)('the number %s comes back unchanged, wherever it is', (literal) => {
  for (const text of [
    literal,
    `[${literal}]`,
    `[1,${literal},2]`,
    `{"a":${literal}}`,
    `{"a":{"b":[${literal}]}}`,
  ]) {
    expect(JSON.stringify(parseJson(text))).toBe(text)
  }
  expect(JSON.stringify(parseJson(` {\n "a" : ${literal} \n} `))).toBe(`{"a":${literal}}`)
})

it('leaves a number that a double writes the same a number', () => {
  expect(parseJson('{"a":[0,-1,1.5,123.45,9007199254740991,1e+21]}')).toEqual({
    a: [0, -1, 1.5, 123.45, 9007199254740991, 1e21],
  })
})

it('does not treat digits inside a text as a number', () => {
  const text = String.raw`{"a":"x: 1.0, y","b":"[12345678901234567890]","c":"\"\\","d":"\u0001:1.0,","e":12345678901234567890}`
  const value = parseJson(text) as Record<string, unknown>
  expect(value['a']).toBe('x: 1.0, y')
  expect(value['d']).toBe('\u0001:1.0,')
  expect(JSON.stringify(value)).toBe(text)
})

it('keeps the key __proto__ and the last of several equal keys', () => {
  const value = parseJson('{"__proto__":{"a":1.0},"b":1.0,"b":2.0}')
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1.0},"b":2.0}')
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

it('reads any JSON as JSON.parse does, except for the digits', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
      const text = JSON.stringify({ value, long: 0 }, null, indent).replace(/0(?=\s*\}$)/, '1.0')
      expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual(JSON.parse(text))
    }),
  )
})

/** The result of reading a text, with doubles, or that it is refused. */
function outcome(text: string, parse: (text: string) => unknown): unknown {
  try {
    return { value: JSON.parse(JSON.stringify(parse(text))) as unknown }
  } catch {
    return 'refused'
  }
}

it('refuses what JSON.parse refuses', () => {
  const sound = ['{"a":1.0,"b":"x\\n","c":[true,null]}', '[1.0,{"a":"b"}]']
  fc.assert(
    fc.property(fc.constantFrom(...sound), fc.nat(), fc.string({ maxLength: 2 }), (text, at, piece) => {
      const broken = text.slice(0, at % text.length) + piece + text.slice((at % text.length) + 1)
      expect(outcome(broken, parseJson)).toEqual(outcome(broken, JSON.parse))
    }),
    { numRuns: 2000 },
  )
})

it('is a value and not an object', () => {
  expect(isJsonObject(new ExactNumber('1.0'))).toBe(false)
  const object = { a: new ExactNumber('1.0') }
  expect(jsonObjectSchema.parse(object)).toEqual(object)
  expect(String(new ExactNumber('9007199254740993'))).toBe('9007199254740993')
  expect(() => new ExactNumber('1,5')).toThrow(TypeError)
})

it('reads numbers as users and Python write them', () => {
  expect(
    ['+5', '007', '.50', '1.', '9007199254740993', '1e5', '-0'].map((text) => String(numberIn(text))),
  ).toEqual(['5', '7', '0.50', '1', '9007199254740993', '1e5', '-0'])
  expect(['', '.', 'e5', '0x10', '1_000', 'NaN', '1 2'].map(numberIn)).toEqual(Array(7).fill(undefined))
})

it('accepts a typed number in any notation', () => {
  const schema = z.object({ seconds: z.number().int(), settings: jsonObjectSchema })
  const read = parseTyped(schema, parseJson('{"seconds":60.0,"settings":{"a":1.0}}'))
  expect(read.data).toEqual({ seconds: 60, settings: { a: new ExactNumber('1.0') } })
  expect(parseTyped(schema, parseJson('{"seconds":1e400,"settings":{}}')).success).toBe(false)
})
