import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { program, startEngine } from './support/engine.ts'

it('a failed transform is executed again on the loaded data, without extracting', async () => {
  await using engine = await startEngine()
  const file = (name: string) => join(engine.dataDir, 'files', name)
  await engine.plugin({ name: 'tap', type: 'extractor', command: program('tap.mjs') })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
  await engine.plugin({
    name: 'sql',
    type: 'transformer',
    mode: 'post-load',
    command: [process.execPath, '-e', `process.exit(require('node:fs').existsSync('fixed') ? 0 : 3)`, '--'],
  })
  const pipeline = await engine.pipeline({ transform: 'sql', config: { target: { to: 'loaded.out' } } })
  const first = await engine.perform(pipeline)
  expect(first).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('code 3') })
  const loaded = readFileSync(file('loaded.out'), 'utf8')
  const state = await engine.state(pipeline)

  writeFileSync(file('fixed'), '')
  const second = await engine.retry(pipeline, first, 'transform')
  expect(second).toMatchObject({ status: 'success', recordsProcessed: 0, errorMessage: null })
  const note = `Execution ${first.id} loaded the data already.`
  expect(second.steps.map(({ kind, status, note: why }) => [kind, status, why])).toEqual([
    ['discover', 'skipped', note],
    ['extract', 'skipped', note],
    ['load', 'skipped', note],
    ['transform', 'success', undefined],
  ])
  expect(readFileSync(file('loaded.out'), 'utf8')).toBe(loaded)
  expect(await engine.state(pipeline)).toEqual(state)
  const log = (await engine.log(second.id)).map(({ text }) => text).join('\n')
  expect(log).toContain(`Nothing is extracted or loaded. ${note}`)
  expect(log).toContain(`only the transform was executed, on the data that execution ${first.id} loaded`)
})
