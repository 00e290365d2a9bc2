import type { Shortfall, Step } from '@flx/shared/execution'
import type { ExecutionStatus } from '@flx/shared/execution-status'

import type { AuditActor } from '../../domain/audit-log.ts'
import { LEASE_SECONDS, type ExecutionStore } from '../../domain/execution-store.ts'
import { COMPARED_SUCCESSES, shortfallOf } from '../../domain/shortfall.ts'
import { countFinished } from './aggregates.ts'
import { changed, rememberLast } from './execution-events.ts'
import { withoutNul } from './folded-text.ts'
import { arrayFrom, toJson } from './json.ts'
import { startFollowers, type FollowUpTools } from './followers.ts'
import { lastLineOf } from './log-chunks.ts'
import { enqueueNextAttempt } from './next-attempt.ts'
import type { ExecutionRow } from './schema.ts'
import type { Emit, Trx, Writer } from './writer.ts'

/** How executions end. Each guard names the status it expects, so that a final status is written once. */
export function executionEnds(
  writer: Writer,
  tools: FollowUpTools,
): Pick<ExecutionStore, 'finish' | 'finishAbandoned' | 'requestCancel' | 'requestForce'> {
  return {
    async finish(lease, result, at) {
      return writer.change(async (trx, emit) => {
        const before = await lockRunning(trx, writer, lease.executionId, lease.token)
        if (before === undefined) return undefined
        const asked = before.cancel_requested_at !== null
        return end({ trx, emit, tools }, before, at, {
          // Who asked for a cancel gets one, even if the processes were faster.
          status: asked ? 'cancelled' : result.status,
          outcome: asked ? 'cancelled' : result.outcome,
          error_message: asked && result.status === 'success' ? null : cleaned(result.errorMessage),
          error_lines: toJson(result.errorLines),
          records_processed: result.recordsProcessed,
          streams: toJson(result.streams),
          steps: toJson(result.steps),
          log_lines: result.logLines,
        })
      })
    },

    async finishAbandoned(execution, errorMessage, at) {
      return writer.change(async (trx, emit) => {
        const before = await lockRunning(trx, writer, execution.id, execution.leaseToken)
        if (before === undefined) return undefined
        const asked = before.cancel_requested_at !== null
        const until = lastSignOf(before, at)
        return end(
          { trx, emit, tools },
          before,
          at,
          {
            status: asked ? 'cancelled' : 'failed',
            outcome: asked ? 'cancelled' : 'interrupted',
            error_message: withoutNul(errorMessage),
            steps: toJson(arrayFrom<Step>(before.steps).map((step) => abandoned(step, until))),
            log_lines: await lastLineOf(trx, before.id),
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
          audit(asked('cancel', pending, by))
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
          emit(changed(row))
          audit(asked('cancel', row, by))
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
          emit(changed(row))
          audit(asked('force', row, by))
          return 'requested'
        }
        const status = await statusOf(trx, id)
        if (status === undefined) return 'missing'
        return status === 'running' || status === 'pending' ? 'not-cancelling' : 'finished'
      })
    },
  }
}

const asked = (action: 'cancel' | 'force', row: ExecutionRow, by: AuditActor | undefined) =>
  by === undefined
    ? undefined
    : {
        actor: by,
        action,
        entityType: 'execution' as const,
        entityId: row.id,
        entityName: row.pipeline_name,
      }

const cleaned = (message: string | null): string | null => (message === null ? null : withoutNul(message))

/** When its worker was there for the last time: the server may have been off for days since. */
function lastSignOf({ started_at, lease_expires_at }: ExecutionRow, at: string): string {
  if (lease_expires_at === null) return at
  const renewed = new Date(Date.parse(lease_expires_at) - LEASE_SECONDS * 1000).toISOString()
  const first = started_at !== null && renewed < started_at ? started_at : renewed
  return first < at ? first : at
}

/** A step of an execution whose worker is gone. */
function abandoned(step: Step, at: string): Step {
  if (step.status === 'running') return { ...step, status: 'failed', finishedAt: at, outcome: 'killed' }
  return step.status === 'waiting' ? { ...step, status: 'skipped' } : step
}

/** Status, times, aggregates, event and what follows, as one. `until`: when it stopped executing, if not now. */
async function end(
  { trx, emit, tools }: { trx: Trx; emit: Emit; tools: FollowUpTools },
  before: ExecutionRow,
  at: string,
  values: Partial<ExecutionRow> & { status: ExecutionStatus },
  until = at,
): Promise<ExecutionStatus> {
  const duration =
    before.started_at === null ? null : Math.max(0, Date.parse(until) - Date.parse(before.started_at))
  const row = await trx
    .updateTable('execution')
    .set({
      ...values,
      finished_at: at,
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
  emit(changed(row))
  if (row.status === 'failed') await enqueueNextAttempt(trx, emit, row, at)
  if (row.status === 'success') await startFollowers(trx, emit, row, tools)
  return values.status
}

/** One that was asked for otherwise than the pipeline says is not compared with the usual ones. */
async function shortfallIn(
  trx: Trx,
  { id, pipeline_id, options }: ExecutionRow,
  { records_processed: records = 0 }: Partial<ExecutionRow>,
): Promise<Shortfall | null> {
  if (options !== null) return null
  const before = await trx
    .selectFrom('execution')
    .select('records_processed')
    .where('pipeline_id', '=', pipeline_id)
    .where('status', '=', 'success')
    .where('id', '<>', id)
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(COMPARED_SUCCESSES)
    .execute()
  return shortfallOf(
    records,
    before.map((row) => row.records_processed),
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
