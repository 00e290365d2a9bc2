import assert from 'node:assert/strict'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { EVERYTHING, oneOfEach } from '../support/sweep.ts'
import { connector, makeFolder, record, schema } from './support/connector.ts'

const TABLES = ['kysely_migration', 'api_token', 'password_link', 'pipeline', 'execution', 'user']

/** A data folder as the server creates it. */
let data: string
let files: string
let database: SqliteDatabase.Database
beforeEach(() => {
  data = makeFolder({ 'secret.key': 'id\nkey of the installation\n', 'lock.db': '' })
  files = join(data, 'files')
  for (const folder of ['files', 'executions/one', 'plugins/extractors/tap'])
    mkdirSync(join(data, folder), { recursive: true })
  writeFileSync(join(data, 'executions/one/config.json'), 'password\nof another plugin\n')
  database = new SqliteDatabase(join(data, 'flx.db'))
  database.pragma('journal_mode = WAL')
  for (const table of TABLES) database.exec(`create table "${table}" (id text, role text)`)
  database.exec(`insert into user values ('1', 'viewer')`)
})
afterEach(() => {
  assert.deepEqual(database.prepare('select role from user').all(), [{ role: 'viewer' }])
  const { count } = database.prepare(`select count(*) as count from sqlite_schema`).get() as { count: number }
  assert.equal(count, TABLES.length)
  database.close()
  assert.equal(readFileSync(join(data, 'secret.key'), 'utf8'), 'id\nkey of the installation\n')
})

const promote = ["update user set role = 'admin'"]
const people = [schema('people', { id: { type: 'integer' } }), record('people', { id: 1 })]
const refused = expect.stringMatching(/cannot be used: it (leads to|is a database of)/)

const reads = (path: string, cwd = files, env = {}) =>
  connector('tap-csv', {
    config: { files: [{ entity: 'e', path, keys: [] }] },
    args: ['--discover'],
    cwd,
    env,
  })
const transforms = (config: object, cwd = files, env = {}) => connector('transform-sql', { config, cwd, env })

/** The connector's message, which reveals nothing of the file's content. */
async function endOf(trial: Promise<{ code: number | null; stderr: string; stdout: string }>) {
  const { code, stderr, stdout } = await trial
  return { code, stderr, stdout, tells: / {4}at |key of the installation|of another plugin/.test(stderr) }
}
const REFUSED = { code: 1, stderr: refused, stdout: '', tells: false }

describe('tap-csv does not read', () => {
  it('key, database, private folders and system information about programs, by any path', async () => {
    symlinkSync('../secret.key', join(files, 'key.csv'))
    symlinkSync('..', join(files, 'up'))
    linkSync(join(data, 'secret.key'), join(files, 'hard.csv'))
    linkSync(join(data, 'executions/one/config.json'), join(files, 'config.csv'))
    for (const path of [
      '../secret.key',
      join(data, 'secret.key'),
      'key.csv',
      'up/flx.db',
      'hard.csv',
      'config.csv',
      '../executions/*/*.json',
      '../flx.db-wal',
      '..',
      '/proc/self/environ',
    ])
      expect(await endOf(reads(path))).toEqual(REFUSED)
  }, 60_000)

  it('the list of files that another file names', async () => {
    expect(
      await endOf(
        connector('tap-csv', {
          config: { csv_files_definition: '../secret.key' },
          args: ['--discover'],
          cwd: files,
        }),
      ),
    ).toEqual(REFUSED)
  })
})

describe('target-jsonl does not write', () => {
  it('into the data folder, through links, or into a file behind a dangling link', async () => {
    symlinkSync('..', join(files, 'up'))
    symlinkSync('../flx.db-journal', join(files, 'people.jsonl'))
    for (const destination_path of ['..', '../new/folder', '../plugins/extractors/tap', 'up/executions', '.'])
      expect(
        await endOf(connector('target-jsonl', { config: { destination_path }, input: people, cwd: files })),
      ).toEqual(REFUSED)
    expect(readdirSync(data).toSorted()).toEqual(
      [
        'executions',
        'files',
        'flx.db',
        'flx.db-shm',
        'flx.db-wal',
        'lock.db',
        'plugins',
        'secret.key',
      ].toSorted(),
    )
  }, 60_000)

  it('except within the folder "files"', async () => {
    const { code } = await connector('target-jsonl', {
      config: { destination_path: 'out' },
      input: people,
      cwd: files,
    })
    expect(code).toBe(0)
    expect(existsSync(join(files, 'out/people.jsonl'))).toBe(true)
  })
})

describe('a database name with surrounding spaces', () => {
  it.each(oneOfEach(['\t', ' ', '\n', '\ufeff', '\u00a0'], (blank) => String(blank < '\u0080')))(
    'names the file that is opened: %j',
    async (blank) => {
      // One function reads the name for both connectors.
      for (const name of EVERYTHING ? ['flx.db', 'lock.db', 'secret.key'] : ['flx.db']) {
        const path = `${blank}${join(data, name)}`
        const loaded = connector('target-sqlite', { config: { database: path }, input: people, cwd: files })
        expect(await endOf(loaded)).toEqual(REFUSED)
        expect(await endOf(transforms({ database: path, statements: promote }))).toEqual(REFUSED)
      }
      expect(readdirSync(files)).toEqual([])
    },
    60_000,
  )
})

describe('target-sqlite does not load', () => {
  it.each(oneOfEach([':memory:', ' :memory: ', ' ', '\n'], (path) => path.trim()))(
    'into a database that does not persist: %j',
    async (path) => {
      const { code, stdout, stderr } = await connector('target-sqlite', {
        config: { database: path },
        input: [...people, { type: 'STATE', value: { a: 1 } }],
        cwd: files,
      })
      expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' })
      expect(stderr).toContain('must name a file')
    },
  )

  it('into the database, its siblings, a copy of it, or an address', async () => {
    symlinkSync('../flx.db', join(files, 'link.db'))
    symlinkSync('../secret.key', join(files, 'own.db-wal'))
    linkSync(join(data, 'flx.db'), join(files, 'hard.db'))
    database.exec(`vacuum into '${join(files, 'copy.db')}'`)
    for (const path of [
      '../flx.db',
      '../lock.db',
      '../flx.db-wal',
      '../new.db',
      'link.db',
      'own.db',
      'hard.db',
      'copy.db',
    ])
      expect(
        await endOf(connector('target-sqlite', { config: { database: path }, input: people, cwd: files })),
      ).toEqual(REFUSED)
    const { code, stderr } = await connector('target-sqlite', {
      config: { database: `file:${join(data, 'flx.db')}?mode=rw` },
      input: people,
      cwd: files,
    })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('use a path, not an address'),
    })
  }, 60_000)
})

describe('transform-sql does not change', () => {
  it('the database, as its own or as an attached one', async () => {
    new SqliteDatabase(join(files, 'own.db')).exec('create table t (id)').close()
    symlinkSync('../flx.db', join(files, 'link.db'))
    for (const path of [
      '../flx.db',
      'link.db',
      join(data, 'flx.db'),
      '../../' + data.split('/').at(-1) + '/flx.db',
    ])
      expect(await endOf(transforms({ database: path, statements: promote }))).toEqual(REFUSED)
    for (const statement of [
      `attach '../flx.db' as f; update f.user set role = 'admin'`,
      `ATTACH DATABASE "../flx.db" AS f; update f.user set role = 'admin'; commit; begin`,
      `/* ; */ -- ;\n;\uFEFFattach[../flx.db]as f; update f.user set role = 'admin'`,
      `select ';'; attach '${join(files, 'link.db')}' as f; update f.user set role = 'admin'`,
      `create table x (y); create trigger z after insert on x begin select 1; end; attach '../flx.db' as f`,
    ])
      expect(await endOf(transforms({ database: 'own.db', statements: [statement] }))).toEqual(REFUSED)
    expect(await endOf(transforms({ database: 'own.db', file: '../secret.key' }))).toEqual(REFUSED)
  }, 60_000)

  it.each([
    ["attach ('../' || 'flx.db') as f; update f.user set role = 'admin'", 'ATTACH takes a path in quotes'],
    [`attach x'2e2e2f666c782e6462' as f; update f.user set role = 'admin'`, 'ATTACH takes a path in quotes'],
    ["attach 'file:../flx.db?mode=rw' as f", 'use a path, not an address'],
    ["commit; vacuum into '../copy.db'; begin", 'VACUUM cannot be used'],
    ["vacuum main into '../copy.db'", 'VACUUM cannot be used'],
    ["select load_extension('../evil')", 'not authorized'],
    ["select readfile('../secret.key')", 'no such function: readfile'],
    ["select writefile('../secret.key', 'x')", 'no such function: writefile'],
  ])('%s', async (statement, why) => {
    new SqliteDatabase(join(files, 'own.db')).exec('create table t (id)').close()
    const { code, stderr } = await transforms({ database: 'own.db', statements: [statement] })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) })
    expect(existsSync(join(data, 'copy.db'))).toBe(false)
  })

  it('except other databases, including attached ones', async () => {
    new SqliteDatabase(join(files, 'own.db')).exec('create table t (id)').close()
    new SqliteDatabase(join(files, 'other.db')).exec('create table attach (id)').close()
    const statements = [
      `attach database 'other.db' as o; insert into o.attach values (1)`,
      'select 1 as attach',
    ]
    expect((await transforms({ database: 'own.db', statements })).stderr).not.toContain('CRITICAL')
    const other = new SqliteDatabase(join(files, 'other.db'))
    expect(other.prepare('select * from attach').all()).toEqual([{ id: 1 }])
    other.close()
  })
})

describe('started manually, or with files elsewhere', () => {
  it('a data folder is recognised by its content, wherever the connector works', async () => {
    const elsewhere = makeFolder()
    expect(await endOf(reads(join(data, 'secret.key'), elsewhere))).toEqual(REFUSED)
    expect(
      await endOf(transforms({ database: join(data, 'flx.db'), statements: promote }, elsewhere)),
    ).toEqual(REFUSED)
    database.pragma('wal_checkpoint(truncate)')
    linkSync(join(data, 'flx.db'), join(elsewhere, 'hard.db'))
    expect(await endOf(transforms({ database: 'hard.db', statements: promote }, elsewhere))).toEqual(REFUSED)
  })

  it('the engine names files outside of its data folder', async () => {
    const elsewhere = makeFolder({ 'the.key': 'key of the installation\n' })
    const key = join(elsewhere, 'the.key')
    linkSync(key, join(elsewhere, 'hard.csv'))
    const told = { FLX_PROTECTED_PATHS: JSON.stringify({ folders: [data], files: [key] }) }
    for (const path of [key, join(elsewhere, 'hard.csv')])
      expect(await endOf(reads(path, files, told))).toEqual(REFUSED)
    expect(await endOf(reads(key, elsewhere, { FLX_SECRET_KEY_FILE: key }))).toEqual(REFUSED)
    expect((await reads(key, elsewhere)).code).toBe(0)
  })
})
