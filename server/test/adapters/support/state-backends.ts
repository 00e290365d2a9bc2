import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'

import { openStateBackend } from '../../../src/adapters/projects/open-state-backend.ts'
import { systemClock } from '../../../src/adapters/system/system.ts'
import type { ProjectStates } from '../../../src/domain/projects/state/project-states.ts'
import { openTestDatabase } from '../../support/database.ts'

/** A number that JSON.parse would round. */
export const LARGE = '12345678901234567890'

/** Creates a folder that the end of the test removes. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-states-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The tables of a Meltano 4.4 system database. */
export const TABLES = [
  'create table alembic_version (version_num varchar(32) primary key)',
  'create table runs (id integer primary key, job_name varchar, state varchar(7), started_at timestamp, ended_at timestamp, last_heartbeat_at timestamp)',
  'create table state (state_id varchar(900) primary key, partial_state varchar, completed_state varchar, updated_at timestamp)',
]
const now = () => new Date().toISOString().replace('T', ' ').replace('Z', '')

export interface OpenedBackend {
  states: ProjectStates
  /** Writes what Meltano would. */
  put(stateId: string, text: string): Promise<void>
  text(stateId: string): Promise<string | undefined>
  /** Meltano starts to work on it. */
  begin(stateId: string): Promise<void>
}

export async function openSqliteBackend(): Promise<OpenedBackend> {
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

export async function openPostgresBackend(): Promise<OpenedBackend> {
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

export async function openFolderBackend(): Promise<OpenedBackend> {
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
