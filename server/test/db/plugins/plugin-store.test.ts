import { expect, it } from 'vitest'

import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { describeDialects, NOON } from '../../support/database.ts'
import { aPlugin, at } from '../../support/records.ts'

describeDialects('plugins', (open) => {
  it('keep what the last installation replaced, to go back to it', async () => {
    await using test = await open()
    const { plugins } = test.stores
    const plugin = aPlugin({ pipUrl: 'tap-x==2' })
    await plugins.create(plugin)
    expect(await plugins.previousInstallation(plugin.id)).toBeUndefined()
    const lock = (version: string) => ({
      ...{ source: `hash ${version}`, python: '3.13.1', changes: null, lockedAt: at(0) },
      packages: [{ name: 'tap-x', version, url: null }],
    })
    const installed = { status: 'installed', error: null, installedAt: at(0) } as const
    for (const [before, after] of [
      ['1', '2'],
      ['2', '3'],
    ] as const) {
      const replaced = { version: before, pipUrl: `tap-x==${before}`, lock: lock(before) }
      await plugins.setInstall(plugin.id, { ...installed, version: after, lock: lock(after), replaced })
      expect(await plugins.previousInstallation(plugin.id)).toEqual(replaced)
    }
    expect(await plugins.lock(plugin.id)).toEqual(lock('3'))
  })

  it('are cancelled once during installation, with the user, and audited', async () => {
    await using test = await open()
    const { plugins, audit } = test.stores
    const plugin = aPlugin({ name: 'tap-x' })
    await plugins.create(plugin)
    const note: AuditNote = {
      actor: { id: null, name: 'Ann' },
      action: 'cancel-install',
      entityType: 'plugin',
      entityId: plugin.id,
      entityName: 'tap-x',
    }
    expect(await plugins.cancelInstall(plugin.id, 'By Ann.', note)).toBe('not-installing')
    await plugins.beginInstall(plugin.id, 'installing')
    expect(await plugins.cancelledInstall(plugin.id)).toBeNull()
    expect(await plugins.cancelInstall(plugin.id, 'By Ann.', note)).toBe('requested')
    expect(await plugins.cancelInstall(plugin.id, 'By Bob.', note)).toBe('already-requested')
    expect(await plugins.cancelledInstall(plugin.id)).toBe('By Ann.')
    expect(await plugins.beginInstall(plugin.id, 'installing')).toBe(false)
    expect((await audit.list({ limit: 10, action: 'cancel-install' })).items).toHaveLength(1)
    await plugins.setInstall(plugin.id, { status: 'cancelled', error: 'By Ann.', installedAt: null })
    expect(await plugins.cancelledInstall(plugin.id)).toBeNull()
    await plugins.beginInstall(plugin.id, 'uninstalling')
    expect(await plugins.cancelInstall(plugin.id, 'By Ann.', note)).toBe('not-installing')
  })

  it('come back as stored, with settings and environment sealed', async () => {
    await using test = await open()
    const plugin = aPlugin({
      name: 'tap-gitlab',
      variant: 'meltanolabs',
      pipUrl: 'git+https://example.com/tap.git',
      capabilities: ['catalog', 'state'],
      settingDefinitions: [{ name: 'token', sensitive: true }],
      settingGroups: [['token'], ['user', 'password']],
      settings: JSON.parse('{"token":"hunter2hunter2","__proto__":{"a":1}}') as Record<string, string>,
      env: { SECRET: 'hunter2hunter2' },
      python: 'python3.11',
    })
    expect(await test.stores.plugins.create(plugin)).toBe('created')
    expect(await test.stores.plugins.find(plugin.id)).toEqual(plugin)
    const row = await test.database.db.selectFrom('plugin').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain('hunter2')
    const command = aPlugin({
      command: ['node', 'a b.js', '--x="y"'],
      mode: 'in-flight',
      type: 'transformer',
    })
    await test.stores.plugins.create(command)
    expect(await test.stores.plugins.find(command.id)).toEqual(command)
    const { id, name, type, variant } = plugin
    expect(await test.stores.plugins.registered([name, 'none', 'nul \0'])).toEqual([
      { id, name, type, variant },
    ])
    expect(await test.stores.plugins.registered([])).toEqual([])
  })

  it('have a unique name per type', async () => {
    await using test = await open()
    const { plugins } = test.stores
    await plugins.create(aPlugin({ name: 'shared' }))
    expect(await plugins.create(aPlugin({ name: 'shared' }))).toBe('name-taken')
    expect(await plugins.create(aPlugin({ name: 'shared', type: 'loader' }))).toBe('created')
    expect((await plugins.findByName('shared')).map(({ type }) => type)).toEqual(['extractor', 'loader'])
    expect(await plugins.findByName('shared', 'loader')).toHaveLength(1)
    expect(await plugins.all()).toHaveLength(2)
  })

  it('change only from the revision that was read', async () => {
    await using test = await open()
    const { plugins, events } = test.stores
    const plugin = aPlugin()
    await plugins.create(plugin)
    const changed = { ...plugin, settings: { a: 1 }, revision: 2, updatedAt: at(9) }
    expect(await plugins.update(changed, 1)).toBe(true)
    expect(await plugins.find(plugin.id)).toEqual(changed)
    const head = await events.head()
    expect(await plugins.update({ ...plugin, revision: 2 }, 1)).toBe(false)
    expect(await events.head()).toBe(head)
  })

  it('are installed by one process at a time', async () => {
    await using test = await open()
    const other = test.connect()
    const plugin = aPlugin({ pipUrl: 'tap-x', installError: 'old' })
    await test.stores.plugins.create(plugin)
    const begun = await Promise.all([
      test.stores.plugins.beginInstall(plugin.id, 'installing'),
      other.plugins.beginInstall(plugin.id, 'uninstalling'),
      test.stores.plugins.beginInstall(plugin.id, 'installing'),
    ])
    expect(begun.filter(Boolean)).toHaveLength(1)
    expect((await test.stores.plugins.find(plugin.id))?.installError).toBeNull()
    const installed = { status: 'installed', error: null, installedAt: at(1), version: '1.2.3' } as const
    await test.stores.plugins.setInstall(plugin.id, installed)
    expect(await test.stores.plugins.find(plugin.id)).toMatchObject({
      installStatus: 'installed',
      installedAt: at(1),
      version: '1.2.3',
      updatedAt: NOON,
    })
    expect(await other.plugins.beginInstall(plugin.id, 'uninstalling')).toBe(true)
  })

  it('keep the result of an installation across an edit; a changed source voids it', async () => {
    await using test = await open()
    const { plugins } = test.stores
    const plugin = aPlugin({ pipUrl: 'tap-x' })
    await plugins.create(plugin)
    await plugins.beginInstall(plugin.id, 'installing')
    const read = await plugins.find(plugin.id)
    if (read === undefined) throw new Error('It is there.')
    await plugins.setInstall(plugin.id, { status: 'installed', error: null, installedAt: at(1) })
    expect(await plugins.update({ ...read, label: 'X', revision: 2 }, 1)).toBe(true)
    expect(await plugins.find(plugin.id)).toMatchObject({
      label: 'X',
      installStatus: 'installed',
      installedAt: at(1),
    })
    const void_ = { ...read, pipUrl: 'tap-y', installStatus: 'none' as const, installedAt: null, revision: 3 }
    expect(await plugins.update(void_, 2)).toBe(true)
    expect(await plugins.find(plugin.id)).toMatchObject({
      pipUrl: 'tap-y',
      installStatus: 'none',
      installedAt: null,
    })
  })

  it('keep the output of their installation until it is cleared, and lose it when deleted', async () => {
    await using test = await open()
    const { plugins } = test.stores
    const plugin = aPlugin()
    await plugins.create(plugin)
    const output = Array.from({ length: 5 }, (_, index) => ({
      line: index + 1,
      at: at(index),
      text: `line ${index}`,
    }))
    await plugins.appendOutput(plugin.id, output.slice(0, 2))
    await plugins.appendOutput(plugin.id, [])
    await plugins.appendOutput(plugin.id, output.slice(2))
    expect(await plugins.output(plugin.id, 0, 10)).toEqual(output)
    expect(await plugins.output(plugin.id, 2, 2)).toEqual(output.slice(2, 4))
    await plugins.clearOutput(plugin.id)
    expect(await plugins.output(plugin.id, 0, 10)).toEqual([])
    await plugins.appendOutput(plugin.id, [{ line: 1, at: at(0), text: 'nul \0' }])
    expect(await plugins.remove(plugin.id)).toBe(true)
    expect(await plugins.remove(plugin.id)).toBe(false)
    expect(await test.database.db.selectFrom('plugin_output').selectAll().execute()).toEqual([])
  })
})

describeDialects('the response of the hub', (open) => {
  it('is kept by its address, the newest response, until unused for months', async () => {
    await using test = await open()
    const { hubDocuments } = test.stores
    expect(await hubDocuments.get('https://hub/a')).toBeUndefined()
    await hubDocuments.put('https://hub/a', {
      body: { a: ['nul \0'] },
      fetchedAt: '2026-01-01T00:00:00.000Z',
    })
    await hubDocuments.put('https://hub/a', { body: { a: 2 }, fetchedAt: '2026-02-01T00:00:00.000Z' })
    await hubDocuments.put('https://hub/b', { body: [], fetchedAt: '2026-05-01T00:00:00.000Z' })
    expect(await hubDocuments.get('https://hub/a')).toEqual({
      body: { a: 2 },
      fetchedAt: '2026-02-01T00:00:00.000Z',
    })
    await hubDocuments.put('https://hub/b', { body: [], fetchedAt: '2026-08-01T00:00:00.000Z' })
    expect(await hubDocuments.get('https://hub/a')).toBeUndefined()
  })
})
