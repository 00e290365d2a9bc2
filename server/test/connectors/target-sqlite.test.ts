import { existsSync } from 'node:fs'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

import { connector, makeFolder, record, schema, state } from './support/connector.ts'

const integer = { type: ['integer', 'null'] }
const string = { type: ['string', 'null'] }

/** Loads each list of messages in a separate process, and returns the database's answers. */
async function load(inputs: object[][], query: string, config: object = {}) {
  const database = join(makeFolder(), 'deep/er/out.db')
  const ends = []
  for (const input of inputs)
    ends.push(await connector('target-sqlite', { config: { database, ...config }, input }))
  const rows = existsSync(database) ? answers(database, query) : undefined
  return { ends, rows, last: ends.at(-1) }
}

function answers(database: string, query: string): unknown[] {
  const db = new SqliteDatabase(database, { readonly: true })
  try {
    return db.prepare(query).safeIntegers(true).all()
  } finally {
    db.close()
  }
}

describe('target-sqlite', () => {
  it('creates a table from the schema and upserts by the key properties', async () => {
    const people = schema('people', { id: integer, name: string }, ['id'])
    const { rows, last } = await load(
      [
        [people, record('people', { id: 1, name: 'Ada' }), record('people', { id: 2, name: 'Bea' })],
        [people, record('people', { id: 2, name: 'Beatrice' }), state({ at: 2 })],
      ],
      'select id, name from people order by id',
    )
    expect(rows).toEqual([
      { id: 1n, name: 'Ada' },
      { id: 2n, name: 'Beatrice' },
    ])
    expect(last).toMatchObject({ code: 0, stdout: '{"at":2}\n' })
  })

  it('appends without key properties, and adds and widens columns of existing data', async () => {
    const { rows } = await load(
      [
        [schema('s', { n: integer }), record('s', { n: 1 })],
        [schema('s', { n: { type: 'number' } }), record('s', { n: 2.5 })],
        [schema('s', { n: string, extra: string }), record('s', { n: 'three', extra: 'x' })],
      ],
      'select n, extra from s order by rowid',
    )
    expect(rows).toEqual([
      { n: '1', extra: null },
      { n: '2.5', extra: null },
      { n: 'three', extra: 'x' },
    ])
  })

  it('keeps every digit of long integers, stores objects as JSON and booleans as 0 and 1', async () => {
    const input = [
      schema('s', { id: integer, doc: { type: 'object' }, ok: { type: 'boolean' } }, ['id']),
      { ...record('s', { doc: { a: [1] }, ok: true, id: 'LONG' }) },
    ]
    const text = input.map((message) => `${JSON.stringify(message).replace('"LONG"', '9007199254740993')}\n`)
    const database = join(makeFolder(), 'out.db')
    const end = await connector('target-sqlite', { config: { database }, input: text.join('') })
    expect(end.code).toBe(0)
    expect(answers(database, 'select id, doc, ok from s')).toEqual([
      { id: 9007199254740993n, doc: '{"a":[1]}', ok: 1n },
    ])
  })

  it('removes the rows of other versions with ACTIVATE_VERSION', async () => {
    const s = schema('s', { id: integer }, ['id'])
    const activate = (version: number) => ({ type: 'ACTIVATE_VERSION', stream: 's', version })
    const { rows } = await load(
      [
        [s, record('s', { id: 1 }, { version: 1 }), record('s', { id: 2 }, { version: 1 }), activate(1)],
        [s, record('s', { id: 2 }, { version: 2 }), record('s', { id: 3 }, { version: 2 }), activate(2)],
      ],
      'select id from s order by id',
    )
    expect(rows).toEqual([{ id: 2n }, { id: 3n }])
  })

  it('confirms a state only after the commit of everything before it', async () => {
    const { ends, rows } = await load(
      [
        [
          schema('s', { id: integer }, ['id']),
          ...[1, 2, 3].flatMap((id) => [record('s', { id }), state({ id })]),
          record('s', { id: null }),
        ],
      ],
      'select id from s order by id',
      { batch_size: 2 },
    )
    // Committed after the second record; the third is in a transaction that the failure rolls back, with its state.
    expect(ends[0]?.stdout.trimEnd().split('\n')).toEqual(['{"id":1}', '{"id":2}'])
    expect(rows).toEqual([{ id: 1n }, { id: 2n }])
    expect(ends[0]).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Line 8: a record of stream "s" lacks the key property "id"'),
    })
  })

  it('keeps streams and columns apart whose names differ only by case', async () => {
    const { rows, last } = await load(
      [[schema('s', { Id: integer, id: string }), record('s', { Id: 1, id: 'one' })]],
      'select * from s',
    )
    expect(rows).toEqual([{ Id: 1n, id_2: 'one' }])
    expect(last?.code).toBe(0)
    const clash = await load([[schema('S', { id: integer }), schema('s', { id: integer })]], 'select 1')
    expect(clash.last?.stderr).toContain('the streams "S" and "s" would share one table')
  })

  it.each([
    ['no JSON', '{nope\n', /Line 1 is not JSON/],
    [
      'a record before its schema',
      '{"type":"RECORD","stream":"s","record":{}}\n',
      /Line 1: a RECORD.*SCHEMA/,
    ],
    ['a schema without properties', '{"type":"SCHEMA","stream":"s","schema":{}}\n', /Line 1: the SCHEMA of/],
    [
      'a batch',
      '{"type":"BATCH","stream":"s"}\n',
      /Line 1: the BATCH of stream "s" has no "manifest" of file names/,
    ],
    ['a message without a type', '{"stream":"s"}\n', /Line 1 is not a Singer message/],
  ])('fails and names the line of %s', async (_what, input, message) => {
    const end = await connector('target-sqlite', {
      config: { database: join(makeFolder(), 'out.db') },
      input,
    })
    expect(end.stderr).toMatch(message)
    expect(end.code).toBe(1)
  })

  it('names a database that cannot be opened', async () => {
    const folder = makeFolder({ file: 'no folder' })
    const end = await connector('target-sqlite', {
      config: { database: join(folder, 'file/out.db') },
      input: '',
    })
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be opened') })
  })
})
