import { describe, expect, test } from 'vitest'

import { duplicateNames, rulesOf, textOfRules } from '#web/parts/setting-form/map-rules/map-rules.ts'

const text = (value: unknown) => JSON.stringify(value, null, 2)
const roundTrip = (value: unknown) => {
  const rules = rulesOf(text(value))
  return rules === null ? null : (JSON.parse(textOfRules(rules) || '{}') as unknown)
}

describe('the rules of the mapper as rows', () => {
  test.each([
    { orders: { hash: ['email'], drop: ['phone', 'fax'] } },
    { 'crm_*': { select: ['id', 'name'], rename: { name: 'title' }, rename_stream: 'contacts' } },
    {
      orders: {
        filter: [
          { field: 'status', op: 'in', value: ['paid', 'sent'] },
          { field: 'amount', op: 'gt', value: 12.5 },
          { field: 'code', op: 'eq', value: '12' },
          { field: 'code', op: 'ne', value: '' },
          { field: 'note', op: 'exists' },
          { field: 'gone', op: 'exists', value: false },
        ],
      },
    },
    { orders: {} },
  ])('give back what was there: %j', (value) => {
    expect(roundTrip(value)).toEqual(value)
  })

  test.each([
    { orders: { drop: [] } },
    { orders: { drop: 'phone' } },
    { orders: { rename: {} } },
    { orders: { filter: { field: 'a', op: 'eq', value: 1 } } },
    { orders: { filter: [{ field: 'a', op: 'like', value: 1 }] } },
    { orders: { filter: [{ field: 'a', op: 'eq', value: 1, note: 'x' }] } },
    { orders: { clone: 'other' } },
    { orders: { rename_stream: 5 } },
    ['orders'],
  ])('leave to JSON what they could not give back: %j', (value) => {
    expect(rulesOf(text(value))).toBeNull()
  })

  test('nothing and half-typed JSON', () => {
    expect(rulesOf('')).toEqual([])
    expect(rulesOf('{')).toBeNull()
    expect(rulesOf('$RULES')).toBeNull()
    expect(textOfRules([])).toBe('')
  })

  test('a typed list of values is a list', () => {
    const rule = { action: 'filter', field: 'status', operator: 'in', value: 'paid, 5' } as const
    expect(JSON.parse(textOfRules([{ pattern: 'orders', rules: [rule] }]))).toEqual({
      orders: { filter: [{ field: 'status', op: 'in', value: ['paid', 5] }] },
    })
  })

  test('duplicate names are found before one is lost', () => {
    const rename = (field: string) => ({ action: 'rename', field, value: 'x', operator: 'eq' }) as const
    expect(duplicateNames([{ pattern: 'a', rules: [rename('b'), rename('b'), rename('c')] }])).toEqual([
      'a.b',
    ])
    expect(
      duplicateNames([
        { pattern: 'a', rules: [] },
        { pattern: 'a', rules: [] },
      ]),
    ).toEqual(['a'])
  })
})
