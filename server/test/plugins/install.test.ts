import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { recoverExecutions } from '../../src/engine/recover-executions.ts'
import { ACTOR, program } from '../engine/support/engine.ts'
import { createInstallations } from '../../src/app/plugins/install-plugin.ts'
import { startInstaller, type TestInstaller } from './support/installer.ts'
import { hasPython, makeWheel, ONE_PYTHON } from './support/wheel.ts'

const TAP = `
import json, os, sys
if "--about" in sys.argv:
    print(json.dumps({"capabilities": ["state", "about"], "settings": {"properties": {"token": {"type": "string", "secret": True}}}}))
    return
print(json.dumps({"type": "SCHEMA", "stream": "s", "schema": {}, "key_properties": []}))
print(json.dumps({"type": "RECORD", "stream": "s", "record": {"venv": os.environ["VIRTUAL_ENV"], "path": os.environ["PATH"]}}))
`

describe.skipIf(!hasPython)('installing plugins (needs python3 with venv)', { timeout: 120_000 }, () => {
  let installer: TestInstaller
  let engine: TestInstaller['engine']
  let installations: TestInstaller['installations']
  let wheels: string
  beforeAll(async () => {
    installer = await startInstaller({
      // PIP_PYTHON would have pip install elsewhere.
      env: { ...ONE_PYTHON, INDEX_TOKEN: 'token-of-the-index', PIP_PYTHON: '/nonexistent/python' },
    })
    ;({ engine, installations } = installer)
    wheels = engine.dataDir
    await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
  })
  afterAll(() => installer[Symbol.asyncDispose]())

  const plugin = (name: string) => installer.plugin(name)
  const install = (name: string) => installer.install(name)
  const output = (name: string) => installer.output(name)
  const wheel = (name: string, version: string, options: { program?: string; main?: string } = {}) =>
    makeWheel(wheels, { name, version, program: options.program ?? name, main: options.main ?? TAP })

  it('a plugin gets its own environment, reports its version and settings, and executes', async () => {
    await engine.plugin({
      name: 'tap-wheel',
      type: 'extractor',
      pipUrl: `--no-index '${wheel('tap-wheel', '1.2.3')}'`,
    })
    const installed = await install('tap-wheel')
    expect(installed).toMatchObject({
      installStatus: 'installed',
      installError: null,
      version: '1.2.3',
      capabilities: ['state', 'about'],
      settingDefinitions: [{ name: 'token', kind: 'password', sensitive: true, origin: 'about' }],
    })
    expect((await output('tap-wheel')).at(-1)).toBe('Installed tap-wheel 1.2.3.')
    expect(engine.hints).toContainEqual(
      expect.objectContaining({ type: 'plugin.output', pluginId: installed.id }),
    )

    const pipeline = await engine.pipeline({ name: 'wheel', extractor: 'tap-wheel' })
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success', recordsProcessed: 1 })
  })

  it('a plugin that inherits from it shares its environment', async () => {
    await engine.plugin({ name: 'tap-heir', type: 'extractor', inheritFrom: 'tap-wheel' })
    const pipeline = await engine.pipeline({ name: 'heir', extractor: 'tap-heir' })
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success', recordsProcessed: 1 })
    await expect(install('tap-heir')).rejects.toThrow(/shares the environment of "tap-wheel"/)
  })

  it('a failed installation leaves the previous environment in use', async () => {
    const before = await plugin('tap-wheel')
    await engine.context.plugins.update(
      { ...before, pipUrl: '--no-index no-such-package-at-all', revision: before.revision + 1 },
      before.revision,
    )
    expect(await install('tap-wheel')).toMatchObject({
      installStatus: 'failed',
      installError: expect.stringMatching(/Could not install the packages: .*no-such-package-at-all/),
      installedAt: before.installedAt,
    })
    const pipeline = await engine.pipeline({ name: 'still there', extractor: 'tap-wheel' })
    expect((await engine.perform(pipeline)).status).toBe('success')
  })

  it('an installation asks for a program with another name, and lists the existing ones', async () => {
    const file = wheel('tap-renamed', '1.0', { program: 'tap-other-name' })
    await engine.plugin({ name: 'tap-renamed', type: 'extractor', pipUrl: `--no-index ${file}` })
    expect((await install('tap-renamed')).installError).toMatch(
      /no program "tap-renamed".*"executable" to one of: tap-other-name\./,
    )
    const pipeline = await engine.pipeline({ name: 'renamed', extractor: 'tap-renamed' })
    expect((await engine.perform(pipeline)).errorMessage).toMatch(
      /is not installed. Install it on the Plugins page/,
    )
  })

  it('credentials of the pip URL are in no output and in no error', async () => {
    await engine.plugin({
      name: 'tap-private',
      type: 'extractor',
      pipUrl:
        '--index-url http://robot:pass-of-robot@127.0.0.1:9/${INDEX_TOKEN}/simple --retries 0 tap-private',
    })
    const failed = await install('tap-private')
    expect(failed.installStatus).toBe('failed')
    const said = JSON.stringify([await output('tap-private'), failed.installError])
    expect(said).toContain('***')
    expect(said).not.toMatch(/pass-of-robot|token-of-the-index/)
  })

  it('an unknown Python is named', async () => {
    await engine.plugin({ name: 'tap-python', type: 'extractor', pipUrl: 'x', python: 'python9.9' })
    expect((await install('tap-python')).installError).toMatch(
      /9\.9.*was not found|No interpreter found.*9\.9/,
    )
  })

  /** An index that accepts connections and never answers: installing from it lasts until it is stopped. */
  async function silentIndex(name: string) {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const asked = once(silent, 'connection')
    return {
      pipUrl: `--index-url http://127.0.0.1:${port}/ ${name}`,
      asked,
      async [Symbol.asyncDispose]() {
        const [socket] = await asked
        socket.destroy()
        silent.close()
      },
    }
  }

  it('a cancelled upgrade names its user, leaves no process, and keeps the installed version', async () => {
    const before = await plugin('tap-wheel')
    await expect(installations.cancel(before.id, ACTOR)).rejects.toThrow(/none is running/)
    await using index = await silentIndex('tap-wheel')
    const changed = { ...before, pipUrl: index.pipUrl, revision: before.revision + 1 }
    await engine.context.plugins.update(changed, before.revision)
    await installations.install(before.id, ACTOR)
    await index.asked
    await installations.cancel(before.id, ACTOR)
    await installations.idle()
    const sentence = `Cancelled by ${ACTOR.name}. Version 1.2.3 stays in use.`
    expect(await plugin('tap-wheel')).toMatchObject({
      ...{ installStatus: 'cancelled', installError: sentence, installRemedy: null },
      installedAt: before.installedAt,
    })
    expect((await output('tap-wheel')).at(-1)).toBe(sentence)
    expect(await engine.context.starter.findSurvivors()).toEqual([])
    // The previous pointer and environment.
    expect(readdirSync(join(engine.dataDir, 'plugins', 'extractor', 'tap-wheel'))).toHaveLength(2)
    const pipeline = await engine.pipeline({ name: 'stays', extractor: 'tap-wheel' })
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success' })
  })

  it('a first installation is cancelled from another process, and can be started again until a shutdown', async () => {
    await engine.plugin({ name: 'tap-elsewhere', type: 'extractor', pipUrl: 'tap-elsewhere' })
    const { id } = await plugin('tap-elsewhere')
    const elsewhere = createInstallations(engine.context)
    const begin = async (index: Awaited<ReturnType<typeof silentIndex>>): Promise<void> => {
      const { revision, ...rest } = await plugin('tap-elsewhere')
      const changed = { ...rest, pipUrl: index.pipUrl, revision: revision + 1 }
      await engine.context.plugins.update(changed, revision)
      await elsewhere.install(id, ACTOR)
      await expect(elsewhere.install(id, ACTOR)).rejects.toThrow(/already being installed/)
      await index.asked
    }
    await using index = await silentIndex('tap-elsewhere')
    await begin(index)
    await installations.cancel(id, ACTOR)
    expect(await plugin('tap-elsewhere')).toMatchObject({ installStatus: 'cancelling' })
    await expect(installations.install(id, ACTOR)).rejects.toThrow(/already being installed/)
    await installations.cancel(id, { ...ACTOR, name: 'Second' })
    await elsewhere.idle()
    expect(await plugin('tap-elsewhere')).toMatchObject({
      ...{ installStatus: 'cancelled', installError: `Cancelled by ${ACTOR.name}.`, installedAt: null },
    })

    await using slow = await silentIndex('tap-elsewhere')
    await begin(slow)
    await elsewhere[Symbol.asyncDispose]()
    expect(await plugin('tap-elsewhere')).toMatchObject({
      installStatus: 'failed',
      installError: expect.stringContaining('shut down during the installation'),
    })
    expect(await engine.context.starter.findSurvivors()).toEqual([])
  })

  it('a cancel that a restart cut off still counts', async () => {
    await engine.plugin({ name: 'tap-cut', type: 'extractor', pipUrl: 'tap-cut' })
    const { id } = await plugin('tap-cut')
    const note = { actor: ACTOR, action: 'cancel-install', entityType: 'plugin' } as const
    await engine.context.plugins.beginInstall(id, 'installing')
    await engine.context.plugins.cancelInstall(id, 'Cancelled by Ada.', {
      ...note,
      entityId: id,
      entityName: 'tap-cut',
    })
    await recoverExecutions(engine.context)
    expect(await plugin('tap-cut')).toMatchObject({
      installStatus: 'cancelled',
      installError: 'Cancelled by Ada.',
    })
  })

  it('uninstalling removes the environment, not the plugin', async () => {
    const { id } = await plugin('tap-wheel')
    const folder = join(engine.dataDir, 'plugins', 'extractor', 'tap-wheel')
    expect(readdirSync(folder)).toHaveLength(2)
    await expect(installations.uninstall(id, ACTOR, { force: false })).rejects.toThrow(
      /pipelines .*"heir".* use it and cannot run without it/,
    )
    await installations.uninstall(id, ACTOR, { force: true })
    expect(existsSync(folder)).toBe(false)
    expect(await plugin('tap-wheel')).toMatchObject({ installStatus: 'none', installedAt: null })
  })

  it('a plugin without a pip URL needs no installation', async () => {
    await expect(install('target')).rejects.toThrow(/does not need an installation/)
  })
})
