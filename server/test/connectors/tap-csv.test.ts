import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { connector, makeFolder } from './support/connector.ts'

const records = (messages: Record<string, unknown>[]) =>
  messages.filter(({ type }) => type === 'RECORD').map(({ record }) => record)
const lastState = (messages: Record<string, unknown>[]) =>
  messages.findLast(({ type }) => type === 'STATE')?.['value']

/** A catalogue entry that reads a stream incrementally by a key. */
const incremental = (stream: string, key: string) => ({
  streams: [
    {
      tap_stream_id: stream,
      stream,
      schema: {},
      metadata: [
        {
          breadcrumb: [],
          metadata: { selected: true, 'replication-method': 'INCREMENTAL', 'replication-key': key },
        },
      ],
    },
  ],
})

describe('tap-csv', () => {
  it('keeps to its limit of records per second', async () => {
    const folder = makeFolder({ 'n.csv': `id\n${Array.from({ length: 60 }, (_, id) => id).join('\n')}\n` })
    const files = [{ entity: 'n', path: join(folder, 'n.csv'), keys: ['id'] }]
    const began = performance.now()
    const paced = await connector('tap-csv', { config: { files, records_per_second: 100 } })
    expect(paced.code).toBe(0)
    expect(performance.now() - began).toBeGreaterThan(600)
    const wrong = await connector('tap-csv', { config: { files, records_per_second: 0 } })
    expect(wrong.code).not.toBe(0)
    expect(wrong.stderr).toContain('"records_per_second" must be a whole number of 1 or more')
  })

  it('discovers the columns with their types and the key columns', async () => {
    const folder = makeFolder({
      'people.csv': 'id,score,member,joined,code,note\n1,1.5,true,2026-01-01T00:00:00Z,007,\n',
    })
    const files = [{ entity: 'people', path: join(folder, 'people.csv'), keys: ['id'] }]
    const { code, stdout } = await connector('tap-csv', { config: { files }, args: ['--discover'] })
    expect(code).toBe(0)
    const [stream] = (JSON.parse(stdout) as { streams: Record<string, unknown>[] }).streams
    expect(stream).toMatchObject({
      tap_stream_id: 'people',
      key_properties: ['id'],
      schema: {
        properties: {
          id: { type: ['null', 'integer'] },
          score: { type: ['null', 'number'] },
          member: { type: ['null', 'boolean'] },
          joined: { type: ['null', 'string'], format: 'date-time' },
          code: { type: ['null', 'string'] },
          note: { type: ['null', 'string'] },
        },
      },
    })
  })

  it('reads globs in name order, other delimiters, encodings, quoted line breaks and empty fields', async () => {
    const folder = makeFolder({
      'b.csv': 'id;name\n3;"two\nlines; ""quoted"""\n',
      'a.csv': Buffer.from('id;name\n1;caf\u00e9\n2;\n', 'latin1'),
    })
    const files = [
      { entity: 'e', path: join(folder, '*.csv'), keys: ['id'], delimiter: ';', encoding: 'latin1' },
    ]
    const { messages, code } = await connector('tap-csv', { config: { files } })
    expect(code).toBe(0)
    expect(records(messages)).toEqual([
      { id: 1, name: 'café' },
      { id: 2, name: null },
      { id: 3, name: 'two\nlines; "quoted"' },
    ])
  })

  it('keeps digits that a number would lose, and widens the schema when a later row needs it', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => `${index},${index}`).join('\n')
    const folder = makeFolder({ 'n.csv': `id,amount\n${rows}\n9007199254740993,12.50\n` })
    const { messages, stdout } = await connector('tap-csv', {
      config: { files: [{ entity: 'n', path: join(folder, 'n.csv'), keys: ['id'] }] },
    })
    const schemas = messages.filter(({ type }) => type === 'SCHEMA')
    expect(schemas.length).toBeGreaterThan(1)
    expect(schemas.at(-1)).toMatchObject({
      schema: { properties: { id: { type: ['null', 'string'] }, amount: { type: ['null', 'number'] } } },
    })
    expect(stdout).toContain('"record":{"id":"9007199254740993","amount":12.50}')
    expect(records(messages)).toHaveLength(1501)
  })

  it('reads only rows new since the bookmark, which is the greatest value, not the last', async () => {
    const folder = makeFolder({ 'o.csv': 'id,at\n1,2026-01-03\n2,2026-01-01\n3,2026-01-02\n' })
    const config = { files: [{ entity: 'o', path: join(folder, 'o.csv'), keys: ['id'] }] }
    const first = await connector('tap-csv', { config, catalog: incremental('o', 'at') })
    expect(records(first.messages)).toHaveLength(3)
    const state = lastState(first.messages)
    expect(state).toEqual({
      bookmarks: { o: { replication_key: 'at', replication_key_value: '2026-01-03' } },
    })
    const second = await connector('tap-csv', { config, catalog: incremental('o', 'at'), state })
    // More rows can have the bookmark's value by now: at least once.
    expect(records(second.messages)).toEqual([{ id: 1, at: '2026-01-03' }])
    expect(lastState(second.messages)).toEqual(state)
  })

  it('compares long integer keys by their value, whatever their length', async () => {
    const long = ['9007199254740993', '10007199254740993', '100007199254740993']
    const folder = makeFolder({ 'l.csv': `id\n${long.join('\n')}\n` })
    const config = { files: [{ entity: 'l', path: join(folder, 'l.csv'), keys: ['id'] }] }
    const first = await connector('tap-csv', { config, catalog: incremental('l', 'id') })
    const state = lastState(first.messages)
    expect(state).toMatchObject({ bookmarks: { l: { replication_key_value: long[2] } } })
    writeFileSync(join(folder, 'l.csv'), `id\n${long.join('\n')}\n200007199254740993\n99\n`)
    const second = await connector('tap-csv', { config, catalog: incremental('l', 'id'), state })
    expect(records(second.messages)).toEqual([{ id: long[2] }, { id: '200007199254740993' }])
  })

  it('leaves deselected streams and fields out, but never a key', async () => {
    const folder = makeFolder({ 'a.csv': 'id,x,y\n1,2,3\n', 'b.csv': 'id\n1\n' })
    const entry = (stream: string, selected: boolean) => ({
      tap_stream_id: stream,
      metadata: [
        { breadcrumb: [], metadata: { selected } },
        { breadcrumb: ['properties', 'x'], metadata: { selected: false } },
        { breadcrumb: ['properties', 'id'], metadata: { selected: false } },
      ],
    })
    const { messages } = await connector('tap-csv', {
      config: {
        files: ['a', 'b'].map((name) => ({ entity: name, path: join(folder, `${name}.csv`), keys: ['id'] })),
      },
      catalog: { streams: [entry('a', true), entry('b', false)] },
    })
    expect(records(messages)).toEqual([{ id: 1, y: 3 }])
    expect(messages.some(({ stream }) => stream === 'b')).toBe(false)
  })

  it.each([
    ['a file that is not there', {}, 'none.csv', /No file at .*none\.csv for the stream "e"/],
    ['a ragged row', { 'e.csv': 'a,b\n1\n' }, 'e.csv', /e\.csv, line 2: 1 fields where the header has 2/],
    ['an open quotation mark', { 'e.csv': 'a\n"never closed\n' }, 'e.csv', /line 2: a quotation mark/],
    ['bytes of another encoding', { 'e.csv': Buffer.from([97, 10, 0xff, 0xfe, 10]) }, 'e.csv', /utf-8|UTF-8/],
  ])('fails and names %s', async (_what, content, name, message) => {
    const folder = makeFolder(content as Record<string, string | Buffer>)
    const files = [{ entity: 'e', path: join(folder, name) }]
    const { code, stderr } = await connector('tap-csv', { config: { files } })
    expect(stderr).toMatch(message)
    expect(code).toBe(1)
  })

  it('answers --help, --version, --about and refuses unknown options', async () => {
    const [help, version, about, unknown, missing] = await Promise.all(
      [['--help'], ['--version'], ['--about', '--format', 'json'], ['--nonsense'], []].map((args) =>
        connector('tap-csv', { args }),
      ),
    )
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--config FILE') })
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tap-csv v\d/) })
    expect(JSON.parse(about?.stdout ?? '')).toMatchObject({
      name: 'tap-csv',
      capabilities: expect.any(Array),
    })
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('--nonsense') })
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('needs --config') })
  })
})
