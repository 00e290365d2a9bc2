import { describe, expect, test } from 'vitest'

import {
  droppedWithRules,
  streamMapProblem,
  streamMapsOf,
  duplicateMapNames,
  textOfStreamMaps,
} from '#web/parts/setting-form/map-rules/stream-maps.ts'

const rulesIn = (body: string) => streamMapsOf(`{"users":${body}}`)?.[0]?.rules

describe('stream maps as rows', () => {
  test.each([
    ['{"users":{"email":null,"password":null,"__else__":null}}'],
    ['{"users":{"email":"__NULL__","__else__":"__NULL__"},"__else__":"__NULL__"}'],
    ['{"users":{"__alias__":"people","__filter__":"id > 5","__key_properties__":["id","at"],"n":"int(n)"}}'],
    ['{"copy":{"__source__":"users","__key_properties__":[]},"gone":null,"__else__":null}'],
    // Unknown parts are kept, with every digit.
    [
      '{"users":{"__partition_keys__":null,"__new__":{"a":[1.50,18446744073709551610]},"flag":true,"__x__":"y"}}',
    ],
    ['{"users":{"__key_properties__":null,"__filter__":null,"__alias__":7}}'],
    ['{"users":{"__key_properties__":["a,b"," c"]}}'],
    ['{"users":{"name":"full_name","full_name":null,"b":"a","x":null}}'],
    ['{"users":{},"crm_*":{"dot.ted":null,"Mixed Case":"record[\\"x y\\"]"}}'],
  ])('give back what was there: %s', (text) => {
    const streams = streamMapsOf(text)
    expect(streams).not.toBeNull()
    expect(JSON.stringify(JSON.parse(textOfStreamMaps(streams ?? [])))).toBe(JSON.stringify(JSON.parse(text)))
    // The text itself keeps the digits.
    expect(textOfStreamMaps(streams ?? []).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
  })

  test.each([
    ['["users"]'],
    ['null'],
    ['{'],
    ['$STREAM_MAPS'],
    ['{"users":"other"}'],
    ['{"users":[]}'],
    ['{"__else__":{"a":null}}'],
  ])('leave to JSON what they cannot show: %s', (text) => {
    expect(streamMapsOf(text)).toBeNull()
  })

  test('an empty value has no rows', () => {
    expect(streamMapsOf('')).toEqual([])
    expect(textOfStreamMaps([])).toBe('')
  })

  test('a renamed field is one row, however its value is named', () => {
    expect(rulesIn('{"name":"full_name","full_name":null}')).toEqual([
      { action: 'rename', field: 'full_name', value: 'name' },
    ])
    for (const field of ['from', 'Mixed Case', 'config', 'a"b', 'naïve']) {
      const text = textOfStreamMaps([
        { pattern: 'users', rules: [{ action: 'rename', field, value: 'new' }] },
      ])
      expect(JSON.parse(text)).toEqual({ users: { new: `record[${JSON.stringify(field)}]`, [field]: null } })
      expect(streamMapsOf(text)?.[0]?.rules).toEqual([{ action: 'rename', field, value: 'new' }])
    }
    // Another field's name is a `set` here, not a rename, and null is a `drop`.
    expect(rulesIn('{"name":"full_name","other":null}')?.map(({ action }) => action)).toEqual(['set', 'drop'])
  })

  test('losses in JSON are found before they happen', () => {
    const drop = (field: string) => ({ action: 'drop', field, value: '' }) as const
    const rename = { action: 'rename', field: 'a', value: 'b' } as const
    const streams = (rules: readonly (typeof rename | ReturnType<typeof drop>)[]) => [
      { pattern: 'users', rules },
    ]
    expect(duplicateMapNames(streams([drop('a'), rename]))).toEqual(['users.a'])
    expect(duplicateMapNames([...streams([drop('a')]), ...streams([drop('b')])])).toEqual(['users'])
    expect(duplicateMapNames(streams([drop('a'), drop('b')]))).toEqual([])
    const dropStream = { action: 'drop_stream', field: '', value: '' } as const
    expect(droppedWithRules([{ pattern: 'users', rules: [dropStream, drop('a')] }])).toEqual(['users'])
    expect(droppedWithRules([{ pattern: 'users', rules: [dropStream] }])).toEqual([])
  })

  test('a row says what is missing', () => {
    const problem = (action: 'drop' | 'rename' | 'set' | 'keys' | 'other', field: string, value: string) =>
      streamMapProblem({ action, field, value })
    expect(problem('drop', '', '')).toBe('field')
    expect(problem('rename', 'a', '')).toBe('name')
    expect(problem('set', 'a', ' ')).toBe('expression')
    expect(problem('other', '__x__', 'text')).toBe('json')
    expect(problem('other', '__x__', '[1]')).toBeNull()
    expect(problem('keys', '', '')).toBeNull()
  })
})
