import { parseJson } from '@flx/shared/json/json-text'
import { templateBodySchema, templateParameterSchema, type Template } from '@flx/shared/templates/template'
import { describe, expect, it } from 'vitest'

import { bodyText, fieldPaths, readBody } from '#web/features/templates/editor/body-text.ts'
import { parseTable, rowsOf } from '#web/features/templates/use/parse-table.ts'

const PARAMETERS = ['customer', 'shop_url', 'start_date'].map((name) =>
  templateParameterSchema.parse({ name }),
)

const rows = (text: string) => {
  const table = parseTable(text, PARAMETERS)
  return typeof table === 'string' ? table : rowsOf(table)
}

describe('a table', () => {
  it.each([
    ['commas', 'customer,shop_url\naurora,a.example'],
    ['semicolons and a byte order mark', '\uFEFFCustomer;Shop URL\r\naurora;a.example\r\n'],
    ['tabs and empty lines', 'CUSTOMER\tshop-url\n\naurora\t a.example \n\n'],
    ['quoted fields', '"customer","shop_url"\n"aurora","a.example"'],
    ['another order and a column of its own', 'notes,shop_url,customer\nx,a.example,aurora'],
    ['no header', 'aurora;a.example'],
  ])('is read with %s', (_, text) => {
    expect(rows(text)).toEqual([{ customer: 'aurora', shop_url: 'a.example' }])
  })

  it('keeps separators and line breaks inside quotation marks', () => {
    expect(rows('customer,shop_url\n"a, ""b""\nc",d')).toEqual([{ customer: 'a, "b"\nc', shop_url: 'd' }])
  })

  it.each([
    ['', 'Enter a table with at least one row.'],
    ['customer,shop_url\n', 'Enter a table with at least one row.'],
    ['customer,shop_url\n"aurora,a', 'A quotation mark is not closed.'],
    [`customer\n${'a\n'.repeat(2001)}`, 'At most 2,000 rows at once. Paste fewer.'],
  ])('is refused with a sentence: %o', (text, problem) => {
    expect(rows(text)).toBe(problem)
  })
})

describe('the text of a body', () => {
  it('leaves defaults out, and comes back with every digit', () => {
    const config = { 'tap-csv': parseJson('{"id": 9007199254740993, "rate": 0.10, "on": "yes"}') }
    const body = templateBodySchema.parse({ extractor: 'tap-csv', loader: 'x', config }) as Template['body']
    const text = bodyText(body)
    expect(text).not.toContain('timezone')
    expect(text).toContain('9007199254740993')
    const read = readBody(text)
    if ('problem' in read) throw new Error(read.problem)
    expect(JSON.stringify(read.body['config'])).toBe(
      '{"tap-csv":{"id":9007199254740993,"rate":0.10,"on":"yes"}}',
    )
    expect(fieldPaths(read.body)).toEqual([
      'extractor',
      'loader',
      'config.tap-csv.id',
      'config.tap-csv.rate',
      'config.tap-csv.on',
    ])
  })

  it.each([
    ['extractor: [', /^Line \d+: /],
    ['- a', /^Enter the fields of a pipeline/],
  ])('says what is wrong with %o', (text, problem) => {
    const read = readBody(text)
    expect('problem' in read ? read.problem : '').toMatch(problem)
  })
})
