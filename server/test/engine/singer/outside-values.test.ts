import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseJson } from '@flx/shared/json/json-text'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { startEngine, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
})
afterAll(() => engine[Symbol.asyncDispose]())

const file = (name: string) => readFileSync(join(engine.dataDir, 'files', name), 'utf8')

/** A shell script as plugin; its arguments start at $1. */
async function script(name: string, type: 'extractor' | 'loader', body: string): Promise<void> {
  const capabilities = type === 'extractor' ? (['catalog', 'discover', 'state'] as const) : []
  await engine.plugin({ name, type, command: ['sh', '-c', body, 'sh'], capabilities: [...capabilities] })
}

const TAP = `if [ "$3" = --discover ]; then
  echo '{"streams":[{"tap_stream_id":"s","stream":"s","schema":{"type":"object","properties":{"n":{"type":"integer","maximum":9223372036854775807,"multipleOf":0.10}}},"metadata":[]}]}'
  exit
fi
cp "$2" config.copy; cp "$4" catalog.copy; if [ "$5" = --state ]; then cp "$6" state.copy; fi
echo '{"type":"SCHEMA","stream":"s","schema":{},"key_properties":[]}'`

it('no digit is lost on the way through state, catalogue and configuration', async () => {
  const state =
    '{"bookmarks":{"s":{"big":18446744073709551610,"decimal":617283945061728390617.2839455000,"e":1e400}}}'
  await script('exact-tap', 'extractor', TAP)
  await script('exact-target', 'loader', `cat > /dev/null; echo '${state}'`)
  const pipeline = await engine.pipeline({
    name: 'exact',
    extractor: 'exact-tap',
    loader: 'exact-target',
    config: { 'exact-tap': parseJson('{"start":9007199254740993,"rates":[1.50,1e5]}') as never },
  })
  expect(await engine.perform(pipeline)).toMatchObject({ status: 'success' })
  const second = await engine.perform(pipeline)
  expect(second).toMatchObject({ status: 'success' })
  expect(file('state.copy')).toBe(state)
  expect(file('config.copy')).toBe('{"start":9007199254740993,"rates":[1.50,1e5]}')
  expect(file('catalog.copy')).toContain('"maximum":9223372036854775807,"multipleOf":0.10')
  expect(JSON.stringify(second.stateAfter)).toBe(state)
  expect(JSON.stringify(second.resolvedConfig)).toContain('9007199254740993')
})

it('loader output other than states goes into the log, and replaces no state', async () => {
  const printed = [
    '{"type":"STATE","value":{"bookmarks":{"s":{"id":7}}}}',
    '{"level":"error","message":"row left out"}',
    '{"level":"info","message":"42 rows loaded"}',
    '{"type":"counter","metric":"record_count","value":5}',
    '{"type":"RECORD","stream":"s","record":{"id":1}}',
    '{"bookmarks":{"s":{}}}',
    '5',
    '{"bookmarks":{"s":{"id":NaN}}}',
  ]
  await script('chatty-tap', 'extractor', TAP)
  await script('chatty-target', 'loader', `cat > /dev/null; cat <<'END'\n${printed.join('\n')}\nEND`)
  const pipeline = await engine.pipeline({ name: 'chatty', extractor: 'chatty-tap', loader: 'chatty-target' })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', stateAfter: { bookmarks: { s: { id: 7 } } } })
  const log = await engine.log(execution.id)
  const said = log.filter(({ source }) => source === 'system').map(({ level, text }) => `${level}: ${text}`)
  expect(said.filter((line) => line.includes('a log line in JSON'))).toHaveLength(1)
  expect(said).toContainEqual(
    expect.stringContaining('warning: The loader confirmed a state with NaN or Infinity'),
  )
  expect(said).toContainEqual(expect.stringContaining('info: The loader confirmed an empty state'))
  const loader = log.filter(({ source }) => source === 'loader')
  expect(loader).toContainEqual(expect.objectContaining({ text: expect.stringContaining('row left out') }))
  expect(loader).toContainEqual(expect.objectContaining({ text: expect.stringContaining('42 rows loaded') }))
})
