import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { environmentOfCommand } from '../support/command-environment.ts'
import { startTestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stubs/stub-plugins.ts'

const ROTATE = join(import.meta.dirname, '../../src/commands/rotate-key.ts')
const ROTATE_AND_WAIT = join(import.meta.dirname, '../fixtures/rotate-and-wait.ts')
const SECRET = 'a secret that is kept'

const AROUND_COMMIT = ['resealed', 'committed']

let original: string
let made = 0
/** A folder with a secret in every place where one can be. */
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'flx-rotate-'))
  await using server = await startTestServer({ dataDir: join(original, 'data') })
  const admin = await server.as('admin')
  await registerStubPlugins(admin)
  const config = { 'tap-stub': { 'auth.password': SECRET } }
  const { id } = await createStubPipeline(admin, { name: 'Kept', config })
  await admin.post(`/api/pipelines/${id}/execute`, { config })
  await admin.post('/api/alerts/channels', {
    name: 'Hook',
    settings: { kind: 'webhook', url: 'https://example.com/x', secret: SECRET },
  })
})
afterAll(() => rm(original, { recursive: true, force: true }))

async function copyOfFolder(): Promise<string> {
  const copy = join(original, `copy-${(made += 1)}`)
  await cp(join(original, 'data'), copy, { recursive: true })
  return copy
}

const keyIn = (dataDir: string) => readFile(join(dataDir, 'secret.key'), 'utf8')

/** IDs of the keys with which anything in the database is sealed, in any table. */
function keyIdsIn(dataDir: string): Set<string> {
  const db = new Database(join(dataDir, 'flx.db'), { readonly: true })
  const ids = new Set<string>()
  const tables = db.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[]
  for (const table of tables) {
    for (const row of db.prepare(`select * from "${table}"`).iterate() as Iterable<Record<string, unknown>>) {
      for (const value of Object.values(row)) {
        const id = typeof value === 'string' ? /^v1\.([0-9a-f]{8})\./.exec(value)?.[1] : undefined
        if (id !== undefined) ids.add(id)
      }
    }
  }
  db.close()
  return ids
}

/** The extractor's value: the secret can be read with the current key. */
async function expectIntact(dataDir: string): Promise<void> {
  await using server = await startTestServer({ dataDir })
  const pipeline = await server.running.context.pipelines.findByName('Kept')
  expect(pipeline?.config).toEqual({ 'tap-stub': { 'auth.password': SECRET } })
  const [channel] = await server.running.context.alerts.channels()
  expect(channel?.settings).toMatchObject({ secret: SECRET })
  expect((await readdir(dataDir)).filter((name) => name.endsWith('.next'))).toEqual([])
}

const rotate = (dataDir: string) =>
  promisify(execFile)(process.execPath, [ROTATE], {
    env: environmentOfCommand(dataDir),
  })

describe('a rotation of the key', () => {
  it('seals everything again, wherever it is, and keeps the old key under its ID', async () => {
    const dataDir = await copyOfFolder()
    const [before] = keyIdsIn(dataDir)
    const oldKey = await keyIn(dataDir)
    const { stdout } = await rotate(dataDir)
    expect(stdout).toMatch(/Encrypted \d+ stored secrets? with the new key [0-9a-f]{8} in /)
    expect(stdout).not.toContain(oldKey.trim())
    const after = keyIdsIn(dataDir)
    expect(after.size).toBe(1)
    expect(after.has(before ?? '')).toBe(false)
    expect(await readFile(join(dataDir, `secret.key.${before}`), 'utf8')).toBe(oldKey)
    expect((await readFile(join(dataDir, 'flx.db'))).includes(`v1.${before}.`)).toBe(false)
    await expectIntact(dataDir)
  })

  it.each(EVERYTHING ? ['key-written', ...AROUND_COMMIT, 'key-in-place'] : AROUND_COMMIT)(
    'that is killed when it is at "%s" leaves a database and a key that belong together',
    async (phase) => {
      const dataDir = await copyOfFolder()
      const child = spawn(process.execPath, [ROTATE_AND_WAIT, dataDir, phase], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [said] = (await once(child.stdout, 'data')) as [Buffer]
      expect(said.toString().trim()).toBe(phase)
      child.kill('SIGKILL')
      await once(child, 'close')
      await expectIntact(dataDir)
    },
  )

  it('names every value that does not open, and changes nothing', async () => {
    const dataDir = await copyOfFolder()
    const file = new Database(join(dataDir, 'flx.db'))
    const damaged: string[] = []
    for (const [table, column] of [
      ['pipeline', 'config'],
      ['plugin', 'env'],
      ['plugin', 'settings'],
      ['execution', 'options'],
      ['alert_channel', 'settings'],
    ] as const) {
      const id = file.prepare(`select id from ${table} where ${column} is not null`).pluck().get() as string
      file.prepare(`update ${table} set ${column} = 'v1.AAAA.BBBB' where id = ?`).run(id)
      damaged.push(`  ${table} ${id}: ${column}`)
    }
    const rows = () => [
      file.prepare('select id, config from pipeline order by id').all(),
      file.prepare('select id, settings, env from plugin order by id').all(),
      file.prepare('select name, value from meta order by name').all(),
    ]
    const before = {
      rows: rows(),
      names: (await readdir(dataDir)).filter((name) => name.startsWith('secret')),
      key: await keyIn(dataDir),
    }
    const failure = await rotate(dataDir).then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    )
    const [sentence = '', ...named] = failure.trimEnd().split('\n')
    expect(sentence).toMatch(
      /^The key was not changed: 5 stored values cannot be decrypted with .*secret\.key\. Set them again/,
    )
    expect(named.toSorted()).toEqual(damaged.toSorted())
    expect({
      rows: rows(),
      names: (await readdir(dataDir)).filter((name) => name.startsWith('secret')),
      key: await keyIn(dataDir),
    }).toEqual(before)
    file.close()
  })

  it('is refused while a server runs, and a start with another key ends with one sentence', async () => {
    const dataDir = await copyOfFolder()
    {
      await using _server = await startTestServer({ dataDir })
      await expect(rotate(dataDir)).rejects.toThrow('already uses the data folder')
    }
    await rm(join(dataDir, 'secret.key'))
    await expect(startTestServer({ dataDir })).rejects.toThrow(/secret\.key is missing, but the secrets/)
    await expect(readFile(join(dataDir, 'secret.key'))).rejects.toThrow('ENOENT')
    await writeFile(join(dataDir, 'secret.key'), `${'ab'.repeat(32)}\n`)
    await expect(startTestServer({ dataDir })).rejects.toThrow(
      /encrypted with a different key \([0-9a-f]{8}\) than the one in .*secret\.key .*Restore the key file of this database/,
    )
  })
})
