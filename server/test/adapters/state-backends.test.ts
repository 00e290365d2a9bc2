import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'

import { openStateBackend } from '../../src/adapters/projects/open-state-backend.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
import type { ProjectStates } from '../../src/domain/projects/state/project-states.ts'
import { openTestDatabase } from '../support/database.ts'

const state = (id: string): string =>
  `{"completed": {"singer_state": {"bookmarks": {"a": {"id": ${id}}}}}, "partial": {}}`
const LARGE = '12345678901234567890'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-states-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The tables of a Meltano 4.4 system database. */
const TABLES = [
  'create table alembic_version (version_num varchar(32) primary key)',
  'create table runs (id integer primary key, job_name varchar, state varchar(7), started_at timestamp, ended_at timestamp, last_heartbeat_at timestamp)',
  'create table state (state_id varchar(900) primary key, partial_state varchar, completed_state varchar, updated_at timestamp)',
]
const now = () => new Date().toISOString().replace('T', ' ').replace('Z', '')

interface Opened {
  states: ProjectStates
  /** Writes what Meltano would. */
  put(stateId: string, text: string): Promise<void>
  text(stateId: string): Promise<string | undefined>
  /** Meltano starts to work on it. */
  begin(stateId: string): Promise<void>
}

async function openSqliteBackend(): Promise<Opened> {
  const path = join(await temporaryFolder(), 'meltano.db')
  const db = new Sqlite(path)
  for (const table of TABLES) db.exec(table)
  onTestFinished(() => void db.close())
  return {
    states: await openStateBackend({ kind: 'sqlite', path: `file://${path}` }, systemClock),
    async put(stateId, text) {
      const { completed, partial } = JSON.parse(text) as Record<string, unknown>
      await Promise.resolve(
        db
          .prepare('insert or replace into state values (?, ?, ?, null)')
          .run(
            stateId,
            text.includes(LARGE) ? text.slice(14, -16) : JSON.stringify(completed),
            JSON.stringify(partial),
          ),
      )
    },
    text: async (stateId) =>
      await Promise.resolve(
        db.prepare('select completed_state from state where state_id = ?').pluck().get(stateId) as
          | string
          | undefined,
      ),
    async begin(stateId) {
      await Promise.resolve(
        db.prepare("insert into runs values (null, ?, 'RUNNING', ?, null, ?)").run(stateId, now(), now()),
      )
    },
  }
}

async function openPostgresBackend(): Promise<Opened> {
  const { database, url, ...rest } = await openTestDatabase('postgres', { migrated: false })
  onTestFinished(() => rest[Symbol.asyncDispose]())
  for (const table of TABLES)
    await sql.raw(table.replace('integer primary key', 'serial primary key')).execute(database.db)
  const states = await openStateBackend(
    { kind: 'postgresql', url: url.replace(/^postgres(ql)?:/, 'postgresql+psycopg:') },
    systemClock,
  )
  onTestFinished(() => states[Symbol.asyncDispose]())
  return {
    states,
    async put(stateId, text) {
      const { completed, partial } = JSON.parse(text) as Record<string, unknown>
      const whole = text.includes(LARGE) ? text.slice(14, -16) : JSON.stringify(completed)
      await sql`insert into state values (${stateId}, ${JSON.stringify(partial)}, ${whole}, null)
        on conflict (state_id) do update set completed_state = excluded.completed_state`.execute(database.db)
    },
    async text(stateId) {
      const { rows } = await sql<{
        completed: string
      }>`select completed_state as completed from state where state_id = ${stateId}`.execute(database.db)
      return rows[0]?.completed
    },
    async begin(stateId) {
      await sql`insert into runs (job_name, state, started_at, last_heartbeat_at) values (${stateId}, 'RUNNING', now() at time zone 'utc', now() at time zone 'utc')`.execute(
        database.db,
      )
    },
  }
}

/** Checks the lock again at once: nothing here releases it. */
const noWait = () => Promise.resolve()

async function openFolderBackend(): Promise<Opened> {
  const folder = await temporaryFolder()
  const put = async (stateId: string, text: string) => {
    await mkdir(join(folder, stateId), { recursive: true })
    await writeFile(join(folder, stateId, 'state.json'), text)
  }
  return {
    states: await openStateBackend({ kind: 'folder', path: `file://${folder}` }, systemClock, noWait),
    put,
    text: (stateId) => readFile(join(folder, stateId, 'state.json'), 'utf8').catch(() => undefined),
    begin: (stateId) => writeFile(join(folder, stateId, 'lock'), String(Date.now() / 1000 + 60)),
  }
}

describe.each([
  ['a system database in a file', openSqliteBackend],
  ['a system database on PostgreSQL', openPostgresBackend],
  ['a folder', openFolderBackend],
])('the states in %s', (_where, open) => {
  it('are listed and read with every digit, and written if unchanged since', async () => {
    const { states, put, text } = await open()
    await put('dev:b-to-y', state('2'))
    await put('dev:a-to-y', state(LARGE))
    const listed = await states.list(10)
    expect(listed.map(({ stateId, isRunning }) => [stateId, isRunning])).toEqual([
      ['dev:a-to-y', false],
      ['dev:b-to-y', false],
    ])
    expect(listed[0]?.text).toContain(LARGE)
    const read = await states.read('dev:a-to-y')
    expect(read?.text).toBe(listed[0]?.text)
    expect(await states.read('dev:none')).toBeUndefined()
    await expect(states.list(1)).rejects.toThrow('too many states')

    const next = state('12345678901234567891')
    expect(await states.write('dev:a-to-y', next, 'something else')).toBe('changed')
    expect(await states.write('dev:a-to-y', next, read?.text ?? null)).toBe('written')
    expect(await text('dev:a-to-y')).toContain('12345678901234567891')
    expect(await states.write('dev:new-to-y', state('3'), null)).toBe('written')
    expect(await states.write('dev:new-to-y', state('4'), null)).toBe('changed')
    expect(JSON.parse((await states.read('dev:new-to-y'))?.text ?? '')).toEqual(JSON.parse(state('3')))
  })

  it('stay unchanged while Meltano is working on them', { timeout: 30_000 }, async () => {
    const { states, put, begin } = await open()
    await put('dev:a-to-y', state('1'))
    await begin('dev:a-to-y')
    const read = await states.read('dev:a-to-y')
    expect(read?.isRunning).toBe(true)
    expect(['running', 'locked']).toContain(await states.write('dev:a-to-y', state('2'), read?.text ?? null))
    expect((await states.read('dev:a-to-y'))?.text).toBe(read?.text)
  })

  it('are named but never shown when they are not states', async () => {
    const { states, put } = await open()
    await put('odd', '{"completed": {"singer_state": 7}, "partial": {}, "key": "letmein"}')
    expect(JSON.stringify(await states.list(10))).not.toContain('letmein')
  })
})

const refused = expect.objectContaining({
  message: expect.stringMatching(/^Meltano keeps no states there/) as string,
}) as Error

describe('places without states', () => {
  it('reports a missing file, another file, another database, and a view alike', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'secret.key'), 'letmein')
    const view = new Sqlite(join(folder, 'view.db'))
    view.exec(`${TABLES[0]}; ${TABLES[1]}; create view state as select 'letmein' as state_id`)
    view.close()
    for (const name of ['missing.db', 'secret.key', 'view.db', '.']) {
      const states = await openStateBackend({ kind: 'sqlite', path: join(folder, name) }, systemClock)
      await expect(states.list(10)).rejects.toEqual(refused)
    }
    for (const path of [join(folder, 'secret.key'), join(folder, 'missing')]) {
      await expect(openStateBackend({ kind: 'folder', path }, systemClock)).rejects.toEqual(refused)
    }
  })

  it('treats an invalid address as an unreachable one', async () => {
    for (const url of ['postgres+k3://MH6+|', 'postgresql://%', 'postgresql://h:port/db']) {
      await expect(openStateBackend({ kind: 'postgresql', url }, systemClock)).rejects.toEqual(refused)
    }
  })

  it('never shows the password of an address', async () => {
    const url = 'postgresql://me:letmein@127.0.0.1:9/db'
    const failed = await openStateBackend({ kind: 'postgresql', url }, systemClock).catch(
      (error: unknown) => error,
    )
    expect(String(failed)).toMatch(/Meltano keeps no states there.*\(ECONNREFUSED\)/)
    expect(String(failed)).not.toContain('letmein')
  })

  it('follows no link or ID out of a folder', async () => {
    const folder = await temporaryFolder()
    const outside = await temporaryFolder()
    await writeFile(join(outside, 'state.json'), state('1'))
    await symlink(outside, join(folder, 'dev:a-to-y'))
    await mkdir(join(folder, 'dev:b-to-y'))
    await symlink(join(outside, 'state.json'), join(folder, 'dev:b-to-y/state.json'))
    const states = await openStateBackend({ kind: 'folder', path: folder }, systemClock)
    expect(await states.list(10)).toEqual([])
    await expect(states.read('../x')).rejects.toThrow('must not contain a slash')
    await expect(states.write('..', state('1'), null)).rejects.toThrow('must not contain a slash')
  })

  it('releases a lock older than Meltano allows', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'dev:a-to-y'))
    await writeFile(join(folder, 'dev:a-to-y/lock'), String(Date.now() / 1000 - 60))
    const states = await openStateBackend({ kind: 'folder', path: folder }, systemClock)
    expect(await states.write('dev:a-to-y', state('1'), null)).toBe('written')
    await expect(readFile(join(folder, 'dev:a-to-y/lock'))).rejects.toThrow('ENOENT')
  })
})
