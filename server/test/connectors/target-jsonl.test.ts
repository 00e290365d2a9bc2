import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { connector, lines, makeFolder, record, schema, state } from './support/connector.ts'

const any = { type: ['string', 'integer', 'null'] }

it('appends the records of each stream to its own file, byte for byte', async () => {
  const folder = join(makeFolder(), 'out')
  const input =
    lines([schema('a', { x: any }), schema('b/../c', { x: any })]) +
    '{"type":"RECORD","stream":"a","record":{"x": 1.50, "y":"caf\\u00e9"}}\n' +
    '{"stream":"a","type":"RECORD","record":{"x":9007199254740993},"time_extracted":"2026-01-01"}\n' +
    lines([record('b/../c', { x: 3 }), state({ done: true })])
  const end = await connector('target-jsonl', { config: { destination_path: folder }, input })
  expect(end).toMatchObject({ code: 0, stdout: '{"done":true}\n' })
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).toBe(
    '{"x": 1.50, "y":"caf\\u00e9"}\n{"x":9007199254740993}\n',
  )
  const other = readdirSync(folder).filter((name) => name !== 'a.jsonl')
  expect(other).toEqual([expect.stringMatching(/^b_.._c-[0-9a-f]{8}\.jsonl$/)])
  await connector('target-jsonl', {
    config: { destination_path: folder },
    input: lines([schema('a', { x: any }), record('a', { x: 'more' })]),
  })
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8').split('\n')).toHaveLength(4)
})

it('writes and confirms everything before a bad line, and nothing after it', async () => {
  const folder = makeFolder()
  const end = await connector('target-jsonl', {
    config: { destination_path: folder },
    input: `${lines([schema('a', { x: any }, ['x']), record('a', { x: 1 }), state(1)])}{"type":"RECORD","stream":"a"\n`,
  })
  expect(end).toMatchObject({ code: 1, stdout: '1\n' })
  expect(end.stderr).toContain('Line 4 is not JSON from column 30 on.')
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).toBe('{"x":1}\n')
})

it('puts the time into the file name on request', async () => {
  const folder = makeFolder()
  await connector('target-jsonl', {
    config: { destination_path: folder, do_timestamp_file: true },
    input: [schema('a', { x: any }), record('a', { x: 1 })],
  })
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^a-\d{4}-\d\d-\d\dT\d+Z\.jsonl$/)])
})
