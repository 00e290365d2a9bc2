import { sql } from 'kysely'

import type { Shortfall } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import { recordsKnown, type ExecutionStatus } from '@flx/shared/executions/execution-status'

import type { AuditActor } from '../../../domain/access/audit-log.ts'
import { abandonedStep, lastSignOfLife, storedEnd } from '../../../domain/executions/execution-end.ts'
import type { ExecutionStore } from '../../../domain/executions/execution-store.ts'
import { COMPARED_SUCCESSES, shortfallOf } from '../../../domain/executions/shortfall.ts'
import { causeOf, recordFailure } from '../failures/record-failure.ts'
import { countFinished } from '../figures/aggregates.ts'
import { countForObjective } from '../objectives/count-objective.ts'
import { changeEvent, rememberLast } from './execution-events.ts'
import { updateRecentFigures } from './recent-figures.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { totalColumns } from './execution-rows.ts'
import { startFollowers, type FollowUpTools } from './queue/followers.ts'
import { appendLines, lastLineOf } from '../logs/log-chunks.ts'
import { enqueueNextAttempt } from './queue/next-attempt.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'

/** Ends executions. Each guard names the status it expects, so that a final status is written once. */
export function executionEnds(
  writer: Writer,
  tools: FollowUpTools & { leaseSeconds: number },
): Pick<ExecutionStore, 'finish' | 'finishAbandoned' | 'requestCancel' | 'requestForce'> {
  return {
    async finish(lease, result, at) {
      return writer.change(async (trx, emit) => {
        const before = await lockRunning(trx, writer, lease.executionId, lease.token)
        if (before === undefined) return undefined
        const stored = storedEnd(result, before.cancel_requested_at !== null)
        return end({ trx, emit, tools }, before, at, {
          status: stored.status,
          outcome: stored.outcome,
          error_message: storableMessage(stored.errorMessage),
          error_lines: toJson(result.errorLines),
          ...totalColumns(result),
          counts: recordsKnown(result),
          streams: toJson(result.streams),
          steps: toJson(result.steps),
          log_lines: result.logLines,
        })
      })
    },

    async finishAbandoned(execution, errorMessage, at, loggedAt = null) {
      return writer.change(async (trx, emit) => {
        const before = await lockRunning(trx, writer, execution.id, execution.leaseToken)
        // Renewed since it was found: its worker is alive.
        if (before === undefined || before.lease_expires_at !== execution.leaseExpiresAt) return undefined
        const stored = storedEnd(
          { status: 'failed', outcome: 'interrupted', errorMessage },
          before.cancel_requested_at !== null,
        )
        // Together with the end, not before it: a worker that comes back might have stored its own meanwhile.
        const line = (await lastLineOf(trx, before.id)) + 1
        await appendLines(trx, before.id, [
          { line, at, source: 'system', level: 'error', text: errorMessage },
        ])
        const steps = rowReader('execution', before.id).array<Step>('steps', before.steps, 'object')
        const until = lastSignOfLife(
          {
            startedAt: before.started_at,
            leaseExpiresAt: before.lease_expires_at,
            stateConfirmedAt: before.state_confirmed_at,
            loggedAt,
            steps,
            leaseSeconds: tools.leaseSeconds,
          },
          at,
        )
        return end(
          { trx, emit, tools },
          before,
          at,
          {
            status: stored.status,
            outcome: stored.outcome,
            error_message: storableMessage(stored.errorMessage),
            steps: toJson(steps.map((step) => abandonedStep(step, until))),
            log_lines: line,
          },
          until,
        )
      })
    },

    async requestCancel(id, at, by) {
      return writer.change(async (trx, emit, audit) => {
        const pending = await trx
          .selectFrom('execution')
          .selectAll()
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .$if(writer.dialect === 'postgres', (query) => query.forUpdate())
          .executeTakeFirst()
        if (pending !== undefined) {
          await end({ trx, emit, tools }, pending, at, {
            status: 'cancelled',
            outcome: 'cancelled',
            cancel_requested_at: at,
          })
          audit(requestNote('cancel', pending, by))
          return 'cancelled'
        }
        const row = await trx
          .updateTable('execution')
          .set({ cancel_requested_at: at })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .where('cancel_requested_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) {
          emit(changeEvent(row))
          audit(requestNote('cancel', row, by))
          return 'requested'
        }
        const status = await statusOf(trx, id)
        if (status === undefined) return 'missing'
        return status === 'running' ? 'already-requested' : 'finished'
      })
    },

    async requestForce(id, at, by) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx
          .updateTable('execution')
          .set({ force_requested_at: at })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .where('cancel_requested_at', 'is not', null)
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) {
          emit(changeEvent(row))
          audit(requestNote('force', row, by))
          return 'requested'
        }
        const status = await statusOf(trx, id)
        if (status === undefined) return 'missing'
        return status === 'running' || status === 'pending' ? 'not-cancelling' : 'finished'
      })
    },
  }
}

const requestNote = (action: 'cancel' | 'force', row: ExecutionRow, by: AuditActor | undefined) =>
  by === undefined
    ? undefined
    : {
        actor: by,
        action,
        entityType: 'execution' as const,
        entityId: row.id,
        entityName: row.pipeline_name,
      }

const storableMessage = (message: string | null): string | null =>
  message === null ? null : withoutNul(message)

/**
 * Writes status, times, aggregates, event and follow-up work together. `until`: when it stopped executing, if not now.
 */
async function end(
  { trx, emit, tools }: { trx: Trx; emit: Emit; tools: FollowUpTools },
  before: ExecutionRow,
  at: string,
  values: Partial<ExecutionRow> & { status: ExecutionStatus },
  until = at,
): Promise<ExecutionStatus> {
  const duration =
    before.started_at === null ? null : Math.max(0, Date.parse(until) - Date.parse(before.started_at))
  const cause = values.status === 'failed' ? causeOf({ ...before, ...values }) : null
  const row = await trx
    .updateTable('execution')
    .set({
      ...values,
      cause_id: cause?.id ?? null,
      finished_at: until,
      duration_ms: duration,
      shortfall: values.status === 'success' ? await shortfallIn(trx, before, values) : null,
      lease_token: null,
      lease_expires_at: null,
    })
    .where('id', '=', before.id)
    .where('status', 'in', ['pending', 'running'])
    .returningAll()
    .executeTakeFirstOrThrow()
  await countFinished(trx, row)
  await rememberLast(trx, row)
  emit(changeEvent(row, await updateRecentFigures(trx, row, tools.secretBox)))
  if (cause !== null) await recordFailure(trx, emit, row, cause, at)
  // An execution that ran elsewhere can only be started again there.
  const isRetried =
    row.status === 'failed' &&
    row.trigger_kind !== 'report' &&
    (await enqueueNextAttempt(trx, emit, row, at, tools))
  await countForObjective(trx, row, { isRetried: isRetried })
  if (row.status === 'success') await startFollowers(trx, emit, row, tools)
  return values.status
}

/** How many successes are searched for those of the same mode. */
const SEARCHED_SUCCESSES = 3 * COMPARED_SUCCESSES
/** 1 = continues from a state, 0 = loads everything, 2 = requested with options that differ from the pipeline's. */
const MODE = sql<number>`case when options is not null then 2
  when full_refresh = 1 or substr(state_before, 1, 5) in ('null', '{}') then 0 else 1 end`

/**
 * Compares with the last successes of the same mode: an execution that continues from a state loads less than one that
 * loads everything. Executions with options that differ from the pipeline's are not compared.
 */
async function shortfallIn(
  trx: Trx,
  { id, pipeline_id, options }: ExecutionRow,
  { records_processed: records = 0, counts }: Partial<ExecutionRow>,
): Promise<Shortfall | null> {
  if (options !== null || counts === 'unknown') return null
  const { mode } = await trx
    .selectFrom('execution')
    .select(MODE.as('mode'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const before = await trx
    .selectFrom('execution')
    .select(['records_processed', MODE.as('mode')])
    .where('pipeline_id', '=', pipeline_id)
    .where('status', '=', 'success')
    .where('counts', '<>', 'unknown')
    .where('id', '<>', id)
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(SEARCHED_SUCCESSES)
    .execute()
  return shortfallOf(
    records,
    before
      .filter((row) => row.mode === mode)
      .slice(0, COMPARED_SUCCESSES)
      .map((row) => row.records_processed),
  )
}

async function lockRunning(
  trx: Trx,
  writer: Writer,
  id: string,
  token: string | null,
): Promise<ExecutionRow | undefined> {
  return trx
    .selectFrom('execution')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'running')
    .where('lease_token', token === null ? 'is' : '=', token)
    .$if(writer.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst()
}

async function statusOf(trx: Trx, id: string): Promise<string | undefined> {
  const row = await trx.selectFrom('execution').select('status').where('id', '=', id).executeTakeFirst()
  return row?.status
}
