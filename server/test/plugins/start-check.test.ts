import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { fetchNewestVersions } from '../../src/app/plugins/fetch-newest-versions.ts'
import { listPythons, showLock } from '../../src/app/plugins/plugin-environment.ts'
import { ACTOR } from '../engine/support/engine.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { startInstaller, type TestInstaller } from './support/installer.ts'
import { hasPython, makeWheel, ONE_PYTHON } from './support/wheel.ts'

const ABOUT = `
import json, sys
if "--about" in sys.argv:
    print(json.dumps({"capabilities": ["about"], "settings": {"properties": {"schema": {"type": "string", "default": "public"}, "more": {"type": "string"}}}}))
`

describe.skipIf(!hasPython)(
  'an installed plugin is started once (needs python3 with venv)',
  { timeout: 120_000 },
  () => {
    let installer: TestInstaller
    let engine: TestInstaller['engine']
    let installations: TestInstaller['installations']
    let index: string
    beforeAll(async () => {
      installer = await startInstaller({ env: ONE_PYTHON })
      ;({ engine, installations } = installer)
      index = join(engine.dataDir, 'wheels')
      mkdirSync(index)
    })
    afterAll(() => installer[Symbol.asyncDispose]())

    const plugin = (name: string) => installer.plugin(name)
    const install = (name: string) => installer.install(name)
    const installed: TestInstaller['installed'] = (name, work) => installer.installed(name, work)
    const wheel = (
      name: string,
      version: string,
      options: { head?: string; modules?: Record<string, string>; main?: string } = {},
    ) => makeWheel(index, { name, version, program: name, main: ABOUT, ...options })
    const fromIndex = (requirements: string) => `--no-index --find-links '${index}' ${requirements}`

    it('one that cannot start is not installed; its remedy is applied by one call; no secret shows', async () => {
      wheel('tap-old', '1.0', {
        head: `
import os
try:
    import pkg_resources
except ImportError as error:
    shown = {k: v for k, v in os.environ.items() if k in ("API_TOKEN", "OPTIONS")}
    raise ModuleNotFoundError(f"{error}, with {shown}")
`,
      })
      wheel('setuptools', '80.9', { modules: { pkg_resources: '' } })
      wheel('setuptools', '82.0')
      const env = { API_TOKEN: 'hunter-number-two', OPTIONS: '{"password":"hunter-number-three"}' }
      await engine.plugin({ name: 'tap-old', type: 'extractor', pipUrl: fromIndex('tap-old'), env })
      const failed = await install('tap-old')
      const output = await engine.context.plugins.output(failed.id, 0, 1000)
      const said = [failed.installError, ...output.map(({ text }) => text)].join('\n')
      expect(said).toContain('API_TOKEN')
      expect(said).not.toContain('hunter')
      expect(failed).toMatchObject({
        installStatus: 'failed',
        installedAt: null,
        installError: expect.stringMatching(
          /installed, but tap-old cannot start: ModuleNotFoundError: No module named 'pkg_resources'/,
        ),
        installRemedy: { kind: 'requirement', requirement: 'setuptools<81' },
      })
      await expect(installations.mend(failed.id, { revision: 99 }, ACTOR)).rejects.toThrow(
        /changed in the meantime/,
      )
      const mended = await installed('tap-old', (id) =>
        installations.mend(id, { revision: failed.revision }, ACTOR),
      )
      expect(mended).toMatchObject({
        installStatus: 'installed',
        installError: null,
        installRemedy: null,
        pipUrl: expect.stringContaining('tap-old "setuptools<81"'),
      })
      await expect(installations.mend(mended.id, { revision: mended.revision }, ACTOR)).rejects.toThrow(
        /No fix is known/,
      )
    })

    it.skipIf(!EVERYTHING)(
      'one for another Python offers those of the machine (npm run test:nightly)',
      async () => {
        wheel('tap-past', '1.0', { head: 'import collections\ncollections.Mapping' })
        await engine.plugin({ name: 'tap-past', type: 'extractor', pipUrl: fromIndex('tap-past') })
        const failed = await install('tap-past')
        expect(failed.installRemedy).toEqual({ kind: 'python', requires: '<3.10' })
        await expect(installations.mend(failed.id, { revision: failed.revision }, ACTOR)).rejects.toThrow(
          /Choose the Python/,
        )
        const pythons = await listPythons(engine.context, failed.id, new AbortController().signal)
        expect(pythons).toContainEqual({
          command: expect.any(String),
          version: expect.stringMatching(/^3\.\d+\.\d+$/),
          fits: expect.any(Boolean),
        })
        const chosen = pythons[0]?.command ?? ''
        const again = await installed('tap-past', (id) =>
          installations.mend(id, { revision: failed.revision, python: chosen }, ACTOR),
        )
        expect(again.python).toBe(chosen)
      },
    )

    it.skipIf(!EVERYTHING)(
      "the connector's own description is added, existing text stays (npm run test:nightly)",
      async () => {
        wheel('target-told', '1.0')
        await engine.plugin({
          name: 'target-told',
          type: 'loader',
          pipUrl: fromIndex('target-told'),
          settingDefinitions: [{ name: 'schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }],
        })
        expect((await install('target-told')).settingDefinitions).toEqual([
          { name: 'schema', kind: 'string', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' },
          { name: 'more', kind: 'string', origin: 'about' },
        ])
      },
    )

    it('a lost environment is rebuilt unchanged; an upgrade lists what it changed', async () => {
      wheel('tap-kept', '1.0')
      wheel('helper', '1.0')
      const signal = new AbortController().signal
      await engine.plugin({ name: 'tap-kept', type: 'extractor', pipUrl: fromIndex('tap-kept helper') })
      const { id } = await install('tap-kept')
      const first = await showLock(engine.context, id)
      expect(first).toMatchObject({
        python: expect.stringMatching(/^3\./),
        packages: [
          { name: 'helper', version: '1.0', url: null },
          { name: 'tap-kept', version: '1.0', url: null },
        ],
        changes: null,
        current: true,
      })
      wheel('tap-kept', '1.1')
      wheel('helper', '2.0')
      rmSync(join(engine.dataDir, 'plugins', 'extractor', 'tap-kept'), { recursive: true })
      expect(await install('tap-kept')).toMatchObject({ version: '1.0', installStatus: 'installed' })
      expect(await showLock(engine.context, id)).toMatchObject({ packages: first?.packages, changes: [] })

      await fetchNewestVersions(engine.context, signal)
      expect((await plugin('tap-kept')).newestVersion).toBe('1.1')
      wheel('tap-kept', '1.1.1')
      // A day has not passed.
      await fetchNewestVersions(engine.context, signal)
      expect((await plugin('tap-kept')).newestVersion).toBe('1.1')
      expect(await installed('tap-kept', () => installations.upgrade(id, '1.1', ACTOR))).toMatchObject({
        version: '1.1',
      })
      expect(await showLock(engine.context, id)).toMatchObject({
        changes: [
          { name: 'helper', from: '1.0', to: '2.0' },
          { name: 'tap-kept', from: '1.0', to: '1.1' },
        ],
      })
      const output = await engine.context.plugins.output(id, 0, 1000)
      expect(output.map(({ text }) => text)).toContain('Changed: helper 1.0 → 2.0, tap-kept 1.0 → 1.1.')
    })
  },
)
