import { isJsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import pg from 'pg'

import { AppError, invalid } from '../../domain/core/errors.ts'
import {
  MAX_CHARACTERS_OF_ALL,
  MAX_STATE_CHARACTERS,
  NOT_A_BACKEND,
  type KeptState,
  type ProjectStates,
} from '../../domain/projects/state/project-states.ts'
import { documentOfRow } from './system-database.ts'

interface Row {
  id: string
  completed: string | null
  partial: string | null
  ended: string | null
  running: boolean
}

/** Meltano's executions are alive if they reported within the last five minutes. Times are UTC without a marker. */
const STATES = `
  select state.state_id as id, state.completed_state::text as completed, state.partial_state::text as partial,
    run.ended as ended, coalesce(run.running, false) as running
  from state left join (
    select job_name,
      to_char(max(coalesce(ended_at, last_heartbeat_at, started_at)), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ended,
      bool_or(state::text = 'RUNNING'
        and coalesce(last_heartbeat_at, started_at) > (now() at time zone 'utc') - interval '5 minutes') as running
    from runs group by job_name
  ) as run on run.job_name = state.state_id`
const LENGTH = 'coalesce(length(completed_state::text), 0) + coalesce(length(partial_state::text), 0)'

/** Opens states in a system database on PostgreSQL. */
export async function openPostgresStates(url: string): Promise<ProjectStates> {
  const client = clientFor(url)
  // If a connection breaks, the query that waits for it fails.
  client.on('error', () => undefined)
  const query = async <Found>(text: string, values: readonly unknown[] = []): Promise<Found[]> => {
    try {
      return (await client.query(text, [...values])).rows as Found[]
    } catch (error) {
      throw unreachable(error)
    }
  }
  await client.connect().catch((error: unknown) => {
    throw unreachable(error)
  })
  return {
    async list(limit) {
      const [size] = await query<{ count: number; characters: string }>(
        `select count(*)::int as count, coalesce(sum(${LENGTH}), 0) as characters from state`,
      )
      if (size === undefined || size.count > limit || Number(size.characters) > MAX_CHARACTERS_OF_ALL) {
        throw invalid('There are too many states, or they are too large to read.')
      }
      return (await query<Row>(`${STATES} order by id limit $1`, [limit])).map(keptState)
    },
    async read(stateId) {
      const [row] = await query<Row>(`${STATES} where state_id = $1`, [stateId])
      return row === undefined ? undefined : keptState(row)
    },
    async write(stateId, text, before) {
      const document = parseJson(text)
      const { completed = {}, partial = {} } = isJsonObject(document) ? document : {}
      await query('begin')
      try {
        await query('lock table state in share row exclusive mode')
        const [row] = await query<Row>(`${STATES} where state_id = $1`, [stateId])
        const now = row === undefined ? null : documentOfRow(row.completed, row.partial)
        const refusal = row?.running === true ? 'running' : now === before ? null : 'changed'
        if (refusal === null) {
          await query(
            `insert into state (state_id, completed_state, partial_state) values ($1, $2, $3)
             on conflict (state_id) do update
             set completed_state = excluded.completed_state, partial_state = excluded.partial_state`,
            [stateId, JSON.stringify(completed), JSON.stringify(partial)],
          )
        }
        await query('commit')
        return refusal ?? 'written'
      } catch (error) {
        await client.query('rollback').catch(() => undefined)
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => undefined)
    },
  }
}

function clientFor(url: string): pg.Client {
  try {
    return new pg.Client({
      // SQLAlchemy's form is `postgresql+psycopg://`.
      connectionString: url.replace(/^postgres(?:ql)?(?:\+\w+)?:/, 'postgresql:'),
      connectionTimeoutMillis: 5000,
      statement_timeout: 10_000,
      application_name: 'flx-pipelines',
    })
  } catch (error) {
    // The address is not valid.
    throw unreachable(error)
  }
}

function keptState({ id, completed, partial, ended, running }: Row): KeptState {
  const text = documentOfRow(completed, partial)
  return {
    stateId: id,
    text: text !== null && text.length > MAX_STATE_CHARACTERS ? null : text,
    updatedAt: ended,
    isRunning: running,
  }
}

/** Returns the error without the driver's message, which might contain the address with its password. */
function unreachable(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new AppError('unavailable', `${NOT_A_BACKEND.slice(0, -1)}${code}.`, { cause: error })
}
