import { expect, it } from 'vitest'

import type { EnvironmentReport } from '../../../src/domain/plugins/environments.ts'
import { describeDialects, NOON, type TestDatabase } from '../../support/database.ts'
import { anExecution, aPlugin, at, storedPipeline } from '../../support/records.ts'

const HOST = { platform: 'linux-x86_64', python: '3.11.7', files: 'a mark' }

async function installed({ stores: { plugins } }: TestDatabase, name: string, fingerprint: string) {
  const plugin = aPlugin({ name, type: 'extractor', pipUrl: name, inheritFrom: null })
  await plugins.create(plugin)
  const origin = { pipUrl: name, python: null, executable: name, platform: 'linux-x86_64', fingerprint }
  const packages = [{ name, version: '1', url: null, file: `${name}-1.whl`, hash: 'sha256=ab' }]
  const lock = { source: 's', python: '3.11.7', packages, changes: null, lockedAt: at(0), origin }
  await plugins.setInstall(plugin.id, { status: 'installed', error: null, installedAt: at(0), lock })
  return { plugin, lock }
}

const aReport = (node: string, pluginId: string, more: Partial<EnvironmentReport>): EnvironmentReport => ({
  ...{ node, pluginId, fingerprint: 'one', state: 'ready', error: null, sizeBytes: null, changedAt: at(0) },
  ...more,
})

describeDialects('environments', (open) => {
  it('are wanted from the installation until it is removed, with their lock', async () => {
    await using test = await open()
    const { plugins, environmentReports } = test.stores
    const { plugin, lock } = await installed(test, 'tap-a', 'one')
    expect(await plugins.lock(plugin.id)).toEqual(lock)
    const wanted = { pluginId: plugin.id, name: 'tap-a', fingerprint: 'one', unsettled: false }
    expect(await environmentReports.desired()).toMatchObject([wanted])
    await plugins.beginInstall(plugin.id, 'installing')
    expect(await environmentReports.desiredOf(plugin.id)).toMatchObject({ ...wanted, unsettled: true })
    await plugins.setInstall(plugin.id, { status: 'none', error: null, installedAt: null })
    expect(await environmentReports.desired()).toEqual([])
    expect(await environmentReports.kept()).toEqual([])
    expect(await plugins.lock(plugin.id)).toEqual(lock)
  })

  it('show the last lines of their build, which stay when it failed', async () => {
    await using test = await open()
    const { environmentReports: store, plugins } = test.stores
    const { plugin } = await installed(test, 'tap-a', 'one')
    const place = { node: 'one', pluginId: plugin.id }
    const lines = (from: number, to: number, text = 'said') =>
      Array.from({ length: to - from + 1 }, (_, index) => ({ line: from + index, at: at(0), text }))
    const numbers = async (after = 0) => (await store.output(place, after, 1000)).map(({ line }) => line)
    await store.report(aReport('one', plugin.id, { state: 'building' }))
    await store.appendOutput(place, lines(1, 300))
    await store.appendOutput(place, lines(301, 500))
    expect(await numbers()).toEqual(lines(101, 500).map(({ line }) => line))
    await store.appendOutput(place, lines(501, 2000))
    expect(await numbers(1990)).toEqual(lines(1991, 2000).map(({ line }) => line))
    expect(await numbers()).toHaveLength(400)
    await store.appendOutput(place, [{ line: 2001, at: at(0), text: `\0${'x'.repeat(100_000)}` }])
    expect((await store.output(place, 2000, 10))[0]?.text.length).toBeLessThan(2100)

    await store.report(aReport('one', plugin.id, { state: 'failed', error: 'No.' }))
    expect(await numbers()).toHaveLength(400)
    await store.report(aReport('one', plugin.id, { state: 'building' }))
    expect(await numbers()).toEqual([])
    await store.appendOutput(place, lines(1, 3))
    await store.appendOutput({ ...place, node: 'two' }, lines(1, 3))
    await store.report(aReport('one', plugin.id, {}))
    expect(await numbers()).toEqual([])
    await store.leave('two')
    expect(await store.output({ ...place, node: 'two' }, 0, 10)).toEqual([])

    await store.appendOutput(place, lines(1, 3))
    await plugins.remove(plugin.id)
    expect(await numbers()).toEqual([])
    await store.appendOutput(place, lines(4, 5))
    expect(await numbers()).toEqual([])
  })

  it('are known of each worker until it leaves', async () => {
    await using test = await open()
    const { environmentReports: store } = test.stores
    const { plugin } = await installed(test, 'tap-a', 'one')
    for (const node of ['one', 'two']) await store.sign({ node, ...HOST, seenAt: at(0) })
    await store.report(aReport('one', plugin.id, { state: 'building' }))
    await store.report(aReport('one', plugin.id, { sizeBytes: 3_000_000_000 }))
    await store.report(aReport('two', plugin.id, { state: 'failed', error: 'No.' }))
    expect(await store.ofPlugins([plugin.id])).toMatchObject([
      { node: 'one', state: 'ready', sizeBytes: 3_000_000_000 },
      { node: 'two', state: 'failed', error: 'No.' },
    ])
    expect((await store.hosts(at(-1))).map(({ node }) => node)).toEqual(['one', 'two'])
    expect(await store.hosts(at(1))).toEqual([])
    await store.leave('two')
    expect((await store.hosts(at(-1))).map(({ node }) => node)).toEqual(['one'])
    expect(await store.ofNode('two')).toEqual([])
    await store.keepOnly('one', [])
    expect(await store.ofNode('one')).toEqual([])
  })

  it('that one worker could not build are left to the others, until all have failed', async () => {
    await using test = await open()
    const { environmentReports: store, executions } = test.stores
    const { plugin } = await installed(test, 'tap-a', 'one')
    const pipeline = await storedPipeline(test.stores, { name: 'P', extractor: 'tap-a' })
    const pending = anExecution(pipeline)
    await executions.enqueue(pending)
    const { id } = pending
    const claim = (worker: string) => executions.claim(worker, `token of ${worker}`, () => new Date(NOON), 30)
    for (const node of ['one', 'two']) await store.sign({ node, ...HOST, seenAt: NOON })
    await store.report(aReport('one', plugin.id, { state: 'failed', error: 'No.' }))
    expect(await claim('one')).toBeUndefined()
    // The other worker is up and has not failed to build it: it takes the execution, and hands it back.
    expect(await claim('two')).toMatchObject({ id })
    expect(await executions.handBack({ executionId: id, token: 'another' }, 3)).toBe(false)
    expect(await executions.handBack({ executionId: id, token: 'token of two' }, 3)).toBe(true)
    expect(await executions.find(id)).toMatchObject({
      ...{ status: 'pending', worker: null, startedAt: null, logLines: 3 },
    })
    await store.report(aReport('two', plugin.id, { state: 'failed', error: 'No.' }))
    expect(await claim('one')).toMatchObject({ id, logLines: 3 })
  })
})
