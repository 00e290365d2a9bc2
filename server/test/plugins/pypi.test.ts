import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { createInstallations } from '../../src/app/plugins/install-plugin.ts'
import { ACTOR, startEngine } from '../engine/support/engine.ts'
import { reachesPyPI } from './support/wheel.ts'

const PEOPLE = Array.from({ length: 250 }, (_, index) => ({ id: index + 1, name: `Person ${index + 1}` }))

// Installs two connectors with all their dependencies: minutes on a slow machine.
const wanted = process.env['FLX_TEST_PYPI'] === '1'

it.skipIf(!wanted || !reachesPyPI())(
  'a Meltano SDK tap and a Meltano SDK target from PyPI move records (npm run test:connectors, where PyPI can be reached)',
  { timeout: 300_000 },
  async () => {
    const api = createServer((_, answer) => {
      answer.setHeader('content-type', 'application/json').end(JSON.stringify({ people: PEOPLE }))
    }).listen(0, '127.0.0.1')
    await once(api, 'listening')
    onTestFinished(() => void api.close())
    const address = api.address()
    const port = typeof address === 'object' ? address?.port : undefined

    await using engine = await startEngine()
    await using installations = createInstallations(engine.context)
    await engine.plugin({
      name: 'tap-rest-api-msdk',
      type: 'extractor',
      // The SDK of its time needs pkg_resources.
      pipUrl: 'tap-rest-api-msdk==1.4.2 "setuptools<81"',
    })
    await engine.plugin({ name: 'target-csv', type: 'loader', pipUrl: 'meltanolabs-target-csv==0.5.0' })
    for (const name of ['tap-rest-api-msdk', 'target-csv']) {
      const [plugin] = await engine.context.plugins.findByName(name)
      await installations.install(plugin?.id ?? '', ACTOR)
    }
    await installations.idle()
    const [tap] = await engine.context.plugins.findByName('tap-rest-api-msdk')
    const [target] = await engine.context.plugins.findByName('target-csv')
    expect(tap).toMatchObject({ installStatus: 'installed', version: '1.4.2', installError: null })
    expect(tap?.capabilities).toContain('discover')
    expect(target).toMatchObject({ installStatus: 'installed', version: '0.5.0', installError: null })
    expect(target?.settingDefinitions.map(({ name }) => name)).toContain('output_path')

    const source = {
      api_url: `http://127.0.0.1:${port}`,
      streams: [{ name: 'people', path: '/people', records_path: '$.people[*]', primary_keys: ['id'] }],
    }
    const pipeline = await engine.pipeline({
      extractor: 'tap-rest-api-msdk',
      loader: 'target-csv',
      config: { 'tap-rest-api-msdk': source, 'target-csv': { output_path: 'out' } },
    })
    const execution = await engine.perform(pipeline)
    expect(execution).toMatchObject({
      status: 'success',
      errorMessage: null,
      recordsProcessed: PEOPLE.length,
    })
    const rows = readFileSync(join(engine.dataDir, 'files/out/people.csv'), 'utf8').trimEnd().split('\n')
    expect(rows).toHaveLength(PEOPLE.length + 1)

    // Its output also goes into the bundled loader.
    const other = await engine.pipeline({
      name: 'into the bundled loader',
      extractor: 'tap-rest-api-msdk',
      loader: 'target-sqlite',
      config: { 'tap-rest-api-msdk': source, 'target-sqlite': { database: 'people.db' } },
    })
    expect(await engine.perform(other)).toMatchObject({ status: 'success', recordsProcessed: PEOPLE.length })
  },
)
