import { statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

import { isJsonObject, type Json } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import Sqlite from 'better-sqlite3'

import {
  MAX_CHARACTERS_OF_ALL,
  MAX_STATE_CHARACTERS,
  type KeptState,
  type WriteRefusal,
} from '../../domain/projects/state/project-states.ts'
import { documentOfRow } from './system-database.ts'

export type SqliteTask =
  | { do: 'list'; path: string; most: number; stateId?: string }
  | { do: 'write'; path: string; stateId: string; text: string; before: string | null }
export type SqliteAnswer =
  | { states: KeptState[] }
  | { tooMany: true }
  | { written: WriteRefusal | 'written' }
  | { failed: true }

interface Row {
  id: string
  completed: string | null
  partial: string | null
  length: number
  ended: string | null
  running: number
}

/** Meltano's executions are alive if they reported within the last five minutes. Times are UTC. */
const RUNS = `
  left join (
    select job_name, max(coalesce(ended_at, last_heartbeat_at, started_at)) as ended,
      max(state = 'RUNNING' and coalesce(last_heartbeat_at, started_at) > datetime('now', '-5 minutes')) as running
    from runs group by job_name
  ) as run on run.job_name = state.state_id`
const STATES = `
  select state_id as id, completed_state as completed, partial_state as partial,
    coalesce(length(completed_state), 0) + coalesce(length(partial_state), 0) as length,
    run.ended as ended, coalesce(run.running, 0) as running
  from state ${RUNS}`

/** Runs in a thread, see `sqlite-states.ts`. */
parentPort?.postMessage(answer(workerData as SqliteTask))

function answer(task: SqliteTask): SqliteAnswer {
  try {
    // Opening a pipe or a device would wait.
    if (!statSync(task.path).isFile()) return { failed: true }
    const db = new Sqlite(task.path, { fileMustExist: true, readonly: task.do === 'list', timeout: 5000 })
    try {
      if (!hasStates(db)) return { failed: true }
      return task.do === 'list' ? list(db, task) : { written: write(db, task) }
    } finally {
      db.close()
    }
  } catch {
    return { failed: true }
  }
}

/** Whether the tables exist. They must be tables, not views: a view could compute anything. */
function hasStates(db: Sqlite.Database): boolean {
  const names = db
    .prepare(
      "select name from sqlite_schema where type = 'table' and name in ('state', 'runs', 'alembic_version')",
    )
    .pluck()
    .all()
  return names.length === 3
}

function list(db: Sqlite.Database, { most, stateId }: Extract<SqliteTask, { do: 'list' }>): SqliteAnswer {
  const statement = db.prepare(
    stateId === undefined ? `${STATES} order by id limit ?` : `${STATES} where state_id = ? limit 1`,
  )
  const found: KeptState[] = []
  let characters = 0
  for (const row of statement.iterate(stateId ?? most + 1) as IterableIterator<Row>) {
    characters += row.length
    if (found.length >= most || characters > MAX_CHARACTERS_OF_ALL) return { tooMany: true }
    found.push(keptState(row))
  }
  return { states: found }
}

function keptState({ id, completed, partial, length, ended, running }: Row): KeptState {
  return {
    stateId: id,
    text: length > MAX_STATE_CHARACTERS ? null : documentOfRow(completed, partial),
    updatedAt: ended === null ? null : momentOf(ended),
    isRunning: running === 1,
  }
}

/** Converts `2026-11-29 04:05:06.123456`, which is in UTC. */
function momentOf(text: string): string | null {
  const at = new Date(`${text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')}Z`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

function write(
  db: Sqlite.Database,
  { stateId, text, before }: Extract<SqliteTask, { do: 'write' }>,
): WriteRefusal | 'written' {
  const { completed, partial } = parts(text)
  const change = db.transaction((): WriteRefusal | 'written' => {
    const row = db.prepare(`${STATES} where state_id = ?`).get(stateId) as Row | undefined
    if (row?.running === 1) return 'running'
    const now = row === undefined ? null : documentOfRow(row.completed, row.partial)
    if (now !== before) return 'changed'
    db.prepare(
      `insert into state (state_id, completed_state, partial_state) values (?, ?, ?)
       on conflict (state_id) do update set completed_state = excluded.completed_state, partial_state = excluded.partial_state`,
    ).run(stateId, completed, partial)
    return 'written'
  })
  // Meltano waits for the lock as we do.
  return change.immediate()
}

function parts(text: string): { completed: string; partial: string } {
  const document: Json = parseJson(text)
  const { completed = {}, partial = {} } = isJsonObject(document) ? document : {}
  return { completed: JSON.stringify(completed), partial: JSON.stringify(partial) }
}
