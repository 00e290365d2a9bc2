import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { connector, lines, makeFolder, record, schema, state } from './support/connector.ts'

const PEOPLE = schema('people', { id: { type: 'integer' }, name: { type: 'string' } }, ['id'])
const batch = (manifest: unknown, encoding: unknown = { format: 'jsonl' }) => ({
  type: 'BATCH',
  stream: 'people',
  encoding,
  manifest,
})
const RECORDS = '{"id": 1, "name": "Ada"}\n{"id": 9007199254740993, "name": "Bob"}\n'

/** Loads into both, and returns their content. */
async function load(input: object[], files: Record<string, string | Buffer> = {}) {
  const folder = makeFolder(files)
  const [sqlite, jsonl] = await Promise.all([
    connector('target-sqlite', { config: { database: 'out.db' }, input: lines(input), cwd: folder }),
    connector('target-jsonl', { config: { destination_path: 'out' }, input: lines(input), cwd: folder }),
  ])
  return { folder, sqlite, jsonl, ends: [sqlite, jsonl] }
}

describe('BATCH', () => {
  it.each([
    ['a relative path', ['file://part.jsonl']],
    ['a path without a scheme', ['part.jsonl']],
    ['gzip', ['file://part.jsonl.gz'], { format: 'jsonl', compression: 'gzip' }],
    ['several files', ['one.jsonl', 'two.jsonl']],
    ['no files, then a record', []],
  ])('by %s', async (title, manifest, encoding?: object) => {
    const [one = '', two = ''] = RECORDS.split(/(?<=\n)/)
    const input = [
      PEOPLE,
      batch(manifest, encoding),
      record('people', { id: 3, name: 'Cid' }),
      state({ at: 3 }),
    ]
    const { folder, ends } = await load(input, {
      'part.jsonl': RECORDS,
      'part.jsonl.gz': gzipSync(RECORDS),
      'one.jsonl': one,
      'two.jsonl': two.trimEnd(),
    })
    for (const end of ends) expect(end).toMatchObject({ code: 0, stdout: '{"at":3}\n' })
    const inFiles = title.startsWith('no files') ? '' : RECORDS
    expect(readFileSync(join(folder, 'out/people.jsonl'), 'utf8')).toBe(`${inFiles}{"id":3,"name":"Cid"}\n`)
    const db = new SqliteDatabase(join(folder, 'out.db'), { readonly: true })
    const rows = db.prepare('select cast(id as text) as id, name from people order by id').all()
    db.close()
    expect(rows).toEqual([
      ...(inFiles === '' ? [] : [{ id: '1', name: 'Ada' }]),
      { id: '3', name: 'Cid' },
      ...(inFiles === '' ? [] : [{ id: '9007199254740993', name: 'Bob' }]),
    ])
    // The files that a tap has written stay there.
    expect(readFileSync(join(folder, 'part.jsonl'), 'utf8')).toBe(RECORDS)
  })

  it('by an absolute address with encoded characters', async () => {
    const source = makeFolder({ 'a b.jsonl': RECORDS })
    const { ends } = await load([PEOPLE, batch([`file://${source}/a%20b.jsonl`])])
    for (const end of ends)
      expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('2 records') })
  })

  // Many times what one read of the file brings.
  const MANY = EVERYTHING ? 200_000 : 20_000
  it('of many megabytes holds little of them at once', async () => {
    const many = Array.from({ length: MANY }, (_, id) => `{"id": ${id}, "name": "${'x'.repeat(90)}"}\n`).join(
      '',
    )
    const { sqlite, jsonl } = await load(
      [PEOPLE, batch(['many.gz'], { format: 'jsonl', compression: 'gzip' }), state({ at: 1 })],
      { 'many.gz': gzipSync(many) },
    )
    expect(sqlite).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`people: ${MANY} records loaded`),
    })
    expect(jsonl).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`people: ${MANY} records written`),
    })
  })

  it.each([
    [
      'Parquet',
      batch(['part.jsonl'], { format: 'parquet' }),
      'the BATCH of stream "people" has the format "parquet"; only "jsonl"',
    ],
    ['another compression', batch([], { format: 'jsonl', compression: 'zstd' }), 'compressed with "zstd"'],
    ['a manifest that is no list', batch('part.jsonl'), 'no "manifest" of file names'],
    [
      'a file elsewhere',
      batch(['s3://bucket/part.jsonl']),
      'the batch file s3://bucket/part.jsonl cannot be read: only local files can',
    ],
    ['a file that is missing', batch(['gone.jsonl']), 'gone.jsonl'],
    ['text in a file', batch(['text.jsonl']), 'Line 2: line 2 of the batch file text.jsonl is not JSON'],
    ['a record without its key', batch(['keyless.jsonl']), 'lacks the key property "id"'],
    [
      'what is no gzip',
      batch(['part.jsonl'], { format: 'jsonl', compression: 'gzip' }),
      'the batch file part.jsonl cannot be read: incorrect header check',
    ],
  ])('with %s fails with a message', async (_, message, why) => {
    const { ends } = await load([PEOPLE, message, state({ at: 1 })], {
      'part.jsonl': RECORDS,
      'text.jsonl': '{"id": 1}\nnot json\n',
      'keyless.jsonl': '{"name": "Ada"}\n',
    })
    for (const end of ends) {
      expect(end).toMatchObject({ code: 1, stdout: '' })
      expect(end.stderr).toContain(why)
    }
  })

  it('before its SCHEMA fails', async () => {
    const { ends } = await load([batch(['part.jsonl'])], { 'part.jsonl': RECORDS })
    for (const end of ends)
      expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('before its SCHEMA') })
  })

  it('does not read the files of the product, by any path', async () => {
    const data = makeFolder({ 'flx.db': '', 'lock.db': '', 'secret.key': '{"id": 1, "name": "the key"}\n' })
    const link = join(makeFolder(), 'link')
    symlinkSync(join(data, 'secret.key'), link)
    writeFileSync(join(data, 'note'), '')
    for (const path of [`file://${data}/secret.key`, link, '/proc/self/environ']) {
      const { ends } = await load([PEOPLE, batch([path])])
      for (const end of ends) {
        expect(end).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(/files of FLX Pipelines itself|running programs/),
        })
      }
    }
  })
})
