import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { failedBuild } from '../../src/domain/plugins/installing/failed-build.ts'
import { ACTOR } from '../engine/support/engine.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { startInstaller, type TestInstaller } from './support/installer.ts'
import { hasPython, makeSource, makeWheel, ONE_PYTHON } from './support/wheel.ts'

// Real builds. How a remedy is found in their output is tested without them.
const skipped = !hasPython || !EVERYTHING
describe.skipIf(skipped)('old connectors (npm run test:nightly, needs venv)', { timeout: 120_000 }, () => {
  let installer: TestInstaller
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flx-old-packages-'))
    // Only queried for its version: the index says what it is for.
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'python3.7'), '#!/bin/sh\necho 3.7.99\n')
    chmodSync(join(bin, 'python3.7'), 0o755)
    installer = await startInstaller({ env: { ...ONE_PYTHON, PATH: `${bin}:${ONE_PYTHON.PATH}` } })
  })
  afterAll(async () => {
    await installer[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const plugin = (name: string) => installer.plugin(name)
  const install = async (name: string) => {
    await installer.engine.plugin({
      ...{ name, type: 'extractor' },
      pipUrl: `--no-index --find-links ${folder} ${name}==1.0`,
    })
    return installer.install(name)
  }

  it('a package that fails to build but is ready-made for another Python requests that one', async () => {
    makeSource(folder, {
      ...{ name: 'tap-compiled', version: '1.0' },
      build: 'raise RuntimeError("it does not know this Python")',
    })
    const wheel = makeWheel(folder, {
      name: 'tap-compiled',
      version: '1.0',
      program: 'tap-compiled',
      main: 'pass',
    })
    renameSync(wheel, wheel.replace('py3-none', 'cp37-none'))
    expect(await install('tap-compiled')).toMatchObject({
      installStatus: 'failed',
      installError: expect.stringContaining('it does not know this Python'),
      installRemedy: { kind: 'python', requires: '<3.8' },
    })
    const { id } = await plugin('tap-compiled')
    const output = (await installer.engine.context.plugins.output(id, 0, 1000)).map(({ text }) => text)
    expect(output.find((line) => line.includes('has one for Python 3.7'))).toMatch(
      /^tap.compiled 1\.0 has no wheel for Python 3\.\d+, so it was built; it has one for Python 3\.7\.$/,
    )
  })

  it('a build that needs older tools gets them through the remedy', async () => {
    for (const version of ['80.0', '90.0']) {
      const head = `VERSION = ${version}`
      makeWheel(folder, { name: 'setuptools', version, program: 'setup', main: 'pass', head })
    }
    makeSource(folder, {
      ...{ name: 'tap-built', version: '1.0', requires: ['setuptools'] },
      build: `import setuptools
if setuptools.VERSION > 81:
    raise ModuleNotFoundError("No module named 'pkg_resources'")`,
    })
    const failed = await install('tap-built')
    expect(failed.installRemedy).toEqual({ kind: 'requirement', requirement: 'setuptools<81' })
    await installer.installations.mend(failed.id, { revision: failed.revision }, ACTOR)
    await installer.installations.idle()
    expect(await plugin('tap-built')).toMatchObject({
      installStatus: 'installed',
      installError: null,
      version: '1.0',
    })
    // Installing the same again also passes the locked versions to pip.
    await installer.installations.install(failed.id, ACTOR)
    await installer.installations.idle()
    expect(await plugin('tap-built')).toMatchObject({ installStatus: 'installed', installError: null })
  })

  it('an environment is read without importlib.metadata, which Python 3.7 does not have', async () => {
    makeWheel(folder, {
      ...{ name: 'tap-seven', version: '1.0', program: 'tap-seven', main: 'pass' },
      modules: { sitecustomize: 'import sys\nsys.modules["importlib.metadata"] = None\n' },
    })
    const installed = await install('tap-seven')
    expect(installed).toMatchObject({ installStatus: 'installed', installError: null, version: '1.0' })
    expect((await installer.engine.context.plugins.lock(installed.id))?.packages).toMatchObject([
      { name: 'tap-seven', version: '1.0', url: null },
    ])
  })
})

it.each<[string, string[], object | undefined]>([
  [
    'of its requirements',
    [
      'Collecting pandas==0.24.2',
      '  Downloading pandas-0.24.2.tar.gz (11.8 MB)',
      'error: subprocess-exited-with-error',
    ],
    { name: 'pandas', version: '0.24.2' },
  ],
  [
    'of a wheel',
    [
      '  Using cached psycopg2-2.7.4.tar.gz (425 kB)',
      '  Using cached backoff-1.3.2.tar.gz (8 kB)',
      'ERROR: Failed building wheel for psycopg2',
    ],
    { name: 'psycopg2', version: '2.7.4' },
  ],
  ['by uv', ['  × Failed to build `pandas==0.24.2`'], { name: 'pandas', version: '0.24.2' }],
  [
    'that was not tried',
    ['  Downloading pandas-0.24.2.tar.gz', 'ERROR: No matching distribution'],
    undefined,
  ],
])('finds the build %s', (_what, lines, build) => {
  expect(failedBuild(lines)).toEqual(build)
})
