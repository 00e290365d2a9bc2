import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { expect, it } from 'vitest'

import { connector, lines, makeFolder, record, schema } from './support/connector.ts'

const rowsOf = (path: string, sql: string): unknown[] => {
  const db = new SqliteDatabase(path, { readonly: true })
  try {
    return db.prepare(sql).safeIntegers().all()
  } finally {
    db.close()
  }
}
const NUMBERS = [
  '617283945061728390617.2839455000',
  '9007199254740993',
  '18446744073709551610',
  '10.50',
  '1e400',
]
const numbered = (literal: string) =>
  `{"type":"RECORD","stream":"a","record":{"n":${literal},"o":{"n":[${literal}]}},"time_extracted":"2026-01-01"}\n`
const NUMBER_SCHEMA = lines([schema('a', { n: { type: 'number' }, o: { type: 'object' } })])

it('map-fields, target-jsonl and target-sqlite keep every digit', async () => {
  const input = NUMBER_SCHEMA + NUMBERS.map(numbered).join('') + '{"type":"STATE","value":{"n":1.50}}\n'
  const mapped = await connector('map-fields', { config: { streams: { a: { rename_stream: 'b' } } }, input })
  expect(mapped.code).toBe(0)
  for (const literal of NUMBERS) expect(mapped.stdout).toContain(`{"n":${literal},"o":{"n":[${literal}]}}`)
  const folder = makeFolder()
  const jsonl = await connector('target-jsonl', {
    config: { destination_path: folder },
    input: mapped.stdout,
  })
  expect(jsonl.stdout).toBe('{"n":1.50}\n')
  for (const literal of NUMBERS)
    expect(readFileSync(join(folder, 'b.jsonl'), 'utf8')).toContain(`{"n":${literal},"o":{"n":[${literal}]}}`)
  const database = join(folder, 'x.db')
  const sqlite = await connector('target-sqlite', { config: { database }, input: mapped.stdout })
  expect(sqlite).toMatchObject({ code: 0, stdout: '{"n":1.50}\n' })
  expect(rowsOf(database, 'select n, o from b')).toEqual(
    NUMBERS.map((literal) => ({ n: literal, o: `{"n":[${literal}]}` })),
  )
})

it('map-fields compares numbers by all their digits', async () => {
  const filter = { field: 'n', op: 'gt', value: '9007199254740992' }
  const input = NUMBER_SCHEMA + ['9007199254740992', '9007199254740993', '5'].map(numbered).join('')
  const { messages, stdout } = await connector('map-fields', {
    config: { streams: { a: { filter } } },
    input,
  })
  expect(messages).toHaveLength(2)
  expect(stdout).toContain('"n":9007199254740993,')
})

it('target-jsonl writes a record unchanged, whatever follows it', async () => {
  const start = '{"type":"RECORD","stream":"a","record":'
  const kept = '{"n":1.0,"o": {"n":[1.50]}}'
  const taken = [
    [`${start}${kept}}`, kept],
    [`${start}${kept},"time_extracted":"2026-01-01T00:00:00Z"}`, kept],
    [`${start}${kept}, "time_extracted": null}`, kept],
    // The name in the record twice, escaped or beside others: then the record is serialised again, keeping its digits.
    [`${start}{"n":1.0,"time_extracted":"x"}}`, '{"n":1.0,"time_extracted":"x"}'],
    [`${start}{"n":{},"time_extracted":"x"},"version":1}`, '{"n":{},"time_extracted":"x"}'],
    [`${start}${kept},"time_extracted":"x","record":{"n":2.0}}`, '{"n":2.0}'],
    [`${start}${kept},"\\u0074ime_extracted":"x"}`, '{"n":1.0,"o":{"n":[1.50]}}'],
    [
      `${start}{"n":"},\\"time_extracted\\":\\"x\\"}"},"version":1}`,
      '{"n":"},\\"time_extracted\\":\\"x\\"}"}',
    ],
  ] as const
  const folder = makeFolder()
  const input = `${NUMBER_SCHEMA}${taken.map(([line]) => line).join('\n')}\n`
  expect((await connector('target-jsonl', { config: { destination_path: folder }, input })).code).toBe(0)
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8').trim().split('\n')).toEqual(
    taken.map(([, record]) => record),
  )
})

/** The exit code and stderr of a connector with these bytes on stdin. */
function withBytes(name: string, config: object, input: Buffer) {
  const folder = makeFolder({ 'config.json': JSON.stringify(config) })
  const program = join(import.meta.dirname, `../../src/connectors/${name}.ts`)
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [program, '--config', join(folder, 'config.json')],
    {
      input,
      encoding: 'utf8',
    },
  )
  return { status, stderr, stdout }
}

it('bytes that are not UTF-8 cause an error that names the line, never another character', () => {
  const start = lines([schema('a', { id: {}, name: {} }), record('a', { id: 1, name: 'Zoë' })])
  const bad = Buffer.concat([
    Buffer.from(`${start}{"type":"RECORD","stream":"a","record":{"id":2,"name":"Zo`),
    Buffer.from([0xeb]),
    Buffer.from('"}}\n'),
  ])
  const folder = makeFolder()
  const unfinished = bad.subarray(0, -4)
  for (const input of [bad, unfinished]) {
    for (const [name, config] of [
      ['target-jsonl', { destination_path: folder }],
      ['target-sqlite', { database: join(folder, 'x.db') }],
      ['map-fields', { streams: { a: { rename_stream: 'b' } } }],
    ] as const) {
      const { status, stderr } = withBytes(name, config, input)
      expect([name, status, stderr]).toEqual([name, 1, expect.stringContaining('Line 3 is not UTF-8')])
    }
  }
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).not.toContain('\uFFFD')
})

it('target-sqlite refuses half of a surrogate pair, which SQLite would change', async () => {
  const input = `${lines([schema('a', { name: { type: 'string' } })])}{"type":"RECORD","stream":"a","record":{"name":"\\ud83d"}}\n`
  const { code, stderr } = await connector('target-sqlite', {
    config: { database: join(makeFolder(), 'x.db') },
    input,
  })
  expect(code).toBe(1)
  expect(stderr).toContain('Line 2')
})

it('metadata missing from the schema is kept, so that a deleted row does not look alive', async () => {
  const database = join(makeFolder(), 'x.db')
  const orders = schema('orders', { id: { type: 'integer' } }, ['id'])
  const load = (...messages: object[]) =>
    connector('target-sqlite', { config: { database }, input: messages })
  const first = await load(
    orders,
    record('orders', { id: 1, _sdc_deleted_at: null }),
    record('orders', { id: 2, _sdc_deleted_at: '2026-01-01T00:00:00Z', _sdc_lsn: 5 }),
  )
  expect(first.code).toBe(0)
  expect(rowsOf(database, 'select * from orders order by id')).toEqual([
    { id: 1n, _sdc_deleted_at: null, _sdc_lsn: null },
    { id: 2n, _sdc_deleted_at: '2026-01-01T00:00:00Z', _sdc_lsn: 5n },
  ])
  // It came back, in another execution, and with its SCHEMA repeated.
  await load(
    orders,
    record('orders', { id: 3 }),
    orders,
    record('orders', { id: 2, _sdc_deleted_at: null, _sdc_lsn: null }),
  )
  expect(rowsOf(database, 'select id from orders where _sdc_deleted_at is null order by id')).toEqual([
    { id: 1n },
    { id: 2n },
    { id: 3n },
  ])
})

it.each(['target-jsonl', 'target-sqlite'])(
  '%s warns once of fields that records have and the schema lacks',
  async (name) => {
    const folder = makeFolder()
    const input = [
      schema('orders', { id: {} }),
      record('orders', { id: 1, a: 1 }),
      record('orders', { id: 2, a: 2, b: 2, _sdc_x: 1 }),
      record('orders', { id: 3 }),
    ]
    const config = { destination_path: folder, database: join(folder, 'x.db') }
    const { code, stderr } = await connector(name, { config, input })
    expect(code).toBe(0)
    expect(stderr.match(/WARNING.*/g)).toEqual([
      expect.stringContaining('orders: 2 records had fields that the schema does not name: a, b'),
    ])
  },
)

it.each(['target-jsonl', 'target-sqlite'])(
  '%s respects additionalProperties and patternProperties',
  async (name) => {
    const folder = makeFolder()
    const config = { destination_path: folder, database: join(folder, 'x.db') }
    const closed = {
      type: 'SCHEMA',
      stream: 'a',
      schema: { properties: { id: {} }, patternProperties: { '^x_': {} }, additionalProperties: false },
      key_properties: [],
    }
    const allowed = record('a', { id: 1, x_1: 1, _sdc_deleted_at: 'now' })
    expect((await connector(name, { config, input: [closed, allowed] })).code).toBe(0)
    const { code, stderr } = await connector(name, {
      config,
      input: [closed, allowed, record('a', { id: 2, y: 1 })],
    })
    expect(code).toBe(1)
    expect(stderr).toContain(
      'Line 3: a record of stream "a" has the field "y", which its schema does not allow',
    )
  },
)
