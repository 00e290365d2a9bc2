import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startEngine, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
})
afterAll(() => engine[Symbol.asyncDispose]())

const schema = (properties: object, stream = 'orders') => ({
  type: 'SCHEMA',
  stream,
  schema: { properties },
  key_properties: [],
})
const records = (count: number, stream = 'orders') =>
  Array.from({ length: count }, (_, id) => ({ type: 'RECORD', stream, record: { id } }))
const ID = { id: { type: ['integer', 'null'] } }

/** Extracts the messages into a loader that writes these lines on stderr, or into a bundled one. */
async function execute(name: string, messages: object[], loader: { log: string[] } | { bundled: string }) {
  const file = join(engine.dataDir, 'files', `${name}.singer`)
  writeFileSync(file, messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  const command = [
    process.execPath,
    '-e',
    `require('fs').createReadStream('${name}.singer').pipe(process.stdout)`,
    '--',
  ]
  await engine.plugin({ name, type: 'extractor', command, capabilities: [] })
  const loaderName = 'bundled' in loader ? loader.bundled : `target-${name}`
  if ('log' in loader) {
    const said = loader.log.map((line) => `${line}\n`).join('')
    const script = `process.stdin.resume().on('end', () => process.stderr.write(${JSON.stringify(said)}))`
    await engine.plugin({ name: loaderName, type: 'loader', command: [process.execPath, '-e', script, '--'] })
  }
  const config = { 'target-sqlite': { database: `${name}.db` } }
  const pipeline = await engine.pipeline({ name, extractor: name, loader: loaderName, config })
  const execution = await engine.perform(pipeline)
  const log = (await engine.log(execution.id)).map(({ text }) => text).join('\n')
  return { execution, log }
}

const metric = (stream: string, value: number, tag = 'stream') =>
  JSON.stringify({ type: 'counter', metric: 'record_count', value, tags: { [tag]: stream } })

describe('records that a loader reports as written', () => {
  it('add up in every metric format, beside those on the wire; fewer cause a warning', async () => {
    const messages = [schema(ID), schema(ID, 'people'), ...records(9), ...records(4, 'people')]
    const { execution, log } = await execute('short', messages, {
      log: [
        `INFO METRIC: ${metric('orders', 4, 'endpoint')}`,
        `2026-11-23 02:57:28,231 | INFO     | singer_sdk.metrics | METRIC: ${metric('orders', 3)}`,
        `{"level":"info","logger_name":"singer_sdk.metrics","message":"METRIC","metric_info":${metric('people', 4)}}`,
        `INFO METRIC: ${metric('nobody', 7)}`,
        `INFO METRIC: {"type":"timer","metric":"record_count","value":100,"tags":{"stream":"people"}}`,
      ],
    })
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 13 })
    expect(execution.streams).toMatchObject([
      { stream: 'orders', records: 9, written: 7 },
      { stream: 'people', records: 4, written: 4 },
    ])
    expect(log).toContain('target-short reports fewer records written than it was given: orders (7 of 9).')
  })

  it('also come from the bundled loaders', async () => {
    for (const bundled of ['target-sqlite', 'target-jsonl']) {
      const { execution, log } = await execute(`into-${bundled}`, [schema(ID), ...records(3)], { bundled })
      expect(execution.streams).toMatchObject([{ stream: 'orders', records: 3, written: 3 }])
      expect(log).not.toContain('reports fewer')
    }
  })

  it('are unknown for a loader that reports nothing', async () => {
    const { execution, log } = await execute('silent', [schema(ID), ...records(3)], { log: ['INFO done'] })
    expect(execution.streams[0]).not.toHaveProperty('written')
    expect(log).not.toContain('reports fewer')
  })
})

describe('the schema of a stream', () => {
  it('is compared by meaning, and its changes during an execution are counted', async () => {
    const same = { id: { type: ['null', 'integer'] } }
    const messages = [
      schema(ID),
      ...records(1),
      schema(same),
      schema({ ...ID, name: { type: 'string' } }),
      ...records(1),
    ]
    const { execution: changed } = await execute('changed', messages, { log: [] })
    expect(changed.streams).toMatchObject([{ stream: 'orders', records: 2, schemaChanges: 1 }])
    const { execution: steady } = await execute('steady', [schema(ID), schema(same)], { log: [] })
    expect(steady.streams[0]).not.toHaveProperty('schemaChanges')
    expect(steady.streams[0]?.schema).not.toBe(changed.streams[0]?.schema)
  })
})
