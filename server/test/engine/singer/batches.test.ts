import { existsSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startEngine, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
  await engine.plugin({ name: 'target', type: 'loader', command: program('cat >/dev/null') })
  await engine.plugin({
    name: 'removes',
    type: 'loader',
    // As soon as it receives a batch. By a fixed pattern in its own folder: a manifest can name anything.
    command: program('while read -r line; do rm -f ./part-*.jsonl; done'),
  })
})
afterAll(() => engine[Symbol.asyncDispose]())

/** A shell script, whatever options follow. */
const program = (script: string): string[] => ['/bin/sh', '-c', script, '--']
const inFiles = (name: string): string => join(engine.dataDir, 'files', name)
const LINES = '{"id": 1}\n{"id": 2}\n\n{"id": 3}'

async function extract(
  name: string,
  batches: { manifest: unknown; encoding?: object }[],
  { loader = 'target', ...options }: { loader?: string; limitRecords?: number } = {},
) {
  const messages = [
    { type: 'SCHEMA', stream: 'people', schema: {}, key_properties: [] },
    ...[1, 2].map((id) => ({ type: 'RECORD', stream: 'people', record: { id } })),
    ...batches.map((batch) => ({ type: 'BATCH', stream: 'people', encoding: { format: 'jsonl' }, ...batch })),
  ]
  writeFileSync(inFiles(`${name}.singer`), messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  const script = `require('fs').createReadStream('${name}.singer').pipe(process.stdout)`
  await engine.plugin({
    name,
    type: 'extractor',
    command: [process.execPath, '-e', script, '--'],
    capabilities: ['batch'],
  })
  const execution = await engine.perform(await engine.pipeline({ name, extractor: name, loader }), options)
  const log = (await engine.log(execution.id)).map(({ text }) => text).join('\n')
  return { execution, log }
}

describe('records in the files of batches', () => {
  it('count like those on the wire, even when the loader removes the files at once', async () => {
    const manifest: string[] = []
    for (let index = 0; index < 100; index += 1) {
      writeFileSync(inFiles(`part-${index}.jsonl`), LINES)
      manifest.push(`file://part-${index}.jsonl`)
    }
    writeFileSync(inFiles('part.gz'), gzipSync(LINES))
    const batches = [
      { manifest: manifest.slice(0, 60) },
      { manifest: [`file://${inFiles('part.gz')}`], encoding: { format: 'jsonl', compression: 'gzip' } },
    ]
    const { execution, log } = await extract('counted', batches, { loader: 'removes' })
    expect(existsSync(inFiles('part-0.jsonl'))).toBe(false)
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 2 + 60 * 3 + 3 })
    expect(execution.streams).toMatchObject([{ stream: 'people', records: 185, batches: 2 }])
    expect(log).not.toContain('could not be counted')
  })

  it('of a manifest too long to be held back count too', async () => {
    writeFileSync(inFiles('one.jsonl'), LINES)
    const manifest = [
      ...Array.from({ length: 2000 }, () => `file://${'gone-'.repeat(10)}.jsonl`),
      'one.jsonl',
    ]
    const { execution, log } = await extract('long', [{ manifest }])
    expect(log).toContain('The records in 2000 batch files of the stream "people" could not be counted.')
    expect(execution.streams).toMatchObject([{ records: 5, batches: 1 }])
  })

  it('do not count if they cannot or must not be read', async () => {
    mkdirSync(inFiles('folder'))
    symlinkSync('../secret.key', inFiles('link'))
    linkSync(join(engine.dataDir, 'secret.key'), inFiles('hard'))
    const { execution, log } = await extract('unread', [
      { manifest: ['folder', 'link', 'hard', `${engine.dataDir}/flx.db`, '/dev/zero', 's3://bucket/a'] },
      { manifest: ['part.parquet'], encoding: { format: 'parquet' } },
      { manifest: 'none' },
    ])
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 2 })
    expect(log).toContain('The records in 7 batch files of the stream "people" could not be counted.')
  })

  it('do not count towards a record limit', async () => {
    writeFileSync(inFiles('limited.jsonl'), LINES)
    const { execution } = await extract('limited', [{ manifest: ['limited.jsonl'] }], { limitRecords: 2 })
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 2 })
  })
})
