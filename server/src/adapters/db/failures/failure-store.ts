import { sql } from 'kysely'

import { TOTAL_CAP, type List } from '@flx/shared/core/list'
import type { CausePipeline } from '@flx/shared/failures/failure-cause'

import type { Clock } from '../../../domain/core/ports.ts'
import type { FailureStore } from '../../../domain/failures/failure-store.ts'
import { followedUpTo, moveFollower } from '../core/event-followers.ts'
import { decodeCursor, encodeCursor } from '../core/rows/cursor.ts'
import type { Writer } from '../core/writer.ts'
import { recentExecutions } from '../executions/recent-executions.ts'
import { withDetails } from './cause-details.ts'
import { countsOf, listCauses } from './cause-list.ts'
import { stateOf } from './cause-state.ts'
import { needsRebuild, rebuildFailures } from './rebuild-failures.ts'
import { triggerFacts } from './trigger-facts.ts'
import { recoverCauses } from './recover-causes.ts'

/** Executions shown for each pipeline of a cause. */
const STRIP_LENGTH = 12
const PIPELINES_SORT = 'pipelines'

/** Stores the causes of failures. */
export function createFailureStore(writer: Writer, clock: Clock): FailureStore {
  const { db } = writer
  return {
    list: (query) => listCauses(writer, query, clock.now()),

    async find(id) {
      const rows = await db.selectFrom('failure_cause').selectAll().where('id', '=', id).execute()
      return (await withDetails(writer, rows, clock.now()))[0]
    },

    async counts() {
      const rows = await db
        .selectFrom('failure_cause')
        .select(['urgency', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy('urgency')
        .execute()
      return countsOf(rows)
    },

    async failingPipelines(limit) {
      const failing = db
        .selectFrom('failure_cause_pipeline')
        .select('pipeline_id')
        .distinct()
        .where('recovered_at', 'is', null)
        .limit(limit)
      const row = await db
        .selectFrom(failing.as('failing'))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return row.count
    },

    async failedSince(from) {
      const failed = db
        .selectFrom('execution')
        .select('id')
        .where('status', '=', 'failed')
        .where('queued_at', '>=', from)
        .limit(TOTAL_CAP + 1)
      const { count } = await db
        .selectFrom(failed.as('failed'))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count > TOTAL_CAP ? { atLeast: TOTAL_CAP } : count
    },

    pipelines: (id, page) => pipelinesOf(writer, id, page),

    async failingExecutions(id, limit) {
      const rows = await db
        .selectFrom('failure_cause_pipeline')
        .select('execution_id')
        .where('cause_id', '=', id)
        .where('recovered_at', 'is', null)
        .orderBy('last_seen_at', 'desc')
        .orderBy('pipeline_id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => row.execution_id)
    },

    async causeOf(executionId) {
      const row = await db
        .selectFrom('execution')
        .select('cause_id')
        .where('id', '=', executionId)
        .executeTakeFirst()
      return row?.cause_id ?? null
    },

    async linkOf(executionId) {
      const row = await db
        .selectFrom('execution')
        .innerJoin('failure_cause as cause', 'cause.id', 'execution.cause_id')
        .select(['cause.id', 'cause.title', 'cause.urgency', 'cause.failures'])
        .where('execution.id', '=', executionId)
        .executeTakeFirst()
      if (row === undefined) return null
      const { id, title, urgency, failures } = row
      return { id, title, state: stateOf(urgency), failures }
    },

    triggerFacts: (id) => triggerFacts(writer, id),

    async plugins(limit) {
      const rows = await db
        .selectFrom('failure_cause')
        .select('plugin')
        .distinct()
        .where('plugin', '<>', '')
        .orderBy('plugin')
        .limit(limit)
        .execute()
      return rows.map(({ plugin }) => plugin)
    },

    assign: (id, assignee, note) =>
      writer.change(async (trx, emit, audit) => {
        const { numUpdatedRows } = await trx
          .updateTable('failure_cause')
          .set({ assignee_id: assignee?.id ?? null, assignee_name: assignee?.name ?? null })
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        emit({ type: 'failures.changed' })
        audit(note)
        return true
      }),

    position: () => followedUpTo(db, 'failures'),
    moveTo: (position) => writer.change((trx) => moveFollower(trx, 'failures', position)),
    recover: (recovery, position) => recoverCauses(writer, recovery, position),
    needsRebuild: () => needsRebuild(writer),
    rebuild: (from) => rebuildFailures(writer, from, clock.now().toISOString()),
  }
}

/** Reads the pipelines that failed since the cause opened, newest first. */
async function pipelinesOf(
  writer: Writer,
  id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<List<CausePipeline>> {
  const { db } = writer
  let query = db
    .selectFrom('failure_cause_pipeline as link')
    .innerJoin('failure_cause as cause', 'cause.id', 'link.cause_id')
    .innerJoin('pipeline', 'pipeline.id', 'link.pipeline_id')
    .leftJoin('execution', 'execution.id', 'link.execution_id')
    .select([
      'link.pipeline_id',
      'pipeline.name',
      'link.execution_id',
      'link.last_seen_at',
      'link.failures',
      'link.recovered_at',
      'cause.affected',
      'execution.duration_ms',
      'execution.attempt',
    ])
    .where('link.cause_id', '=', id)
    .whereRef('link.last_seen_at', '>=', 'cause.opened_at')
  if (cursor !== undefined) {
    const [at = '', pipelineId = ''] = decodeCursor(PIPELINES_SORT, 2, cursor)
    query = query.where(sql<boolean>`(link.last_seen_at, link.pipeline_id) < (${at}, ${pipelineId})`)
  }
  const rows = await query
    .orderBy('link.last_seen_at', 'desc')
    .orderBy('link.pipeline_id', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const recent = await recentExecutions(
    writer,
    page.map((row) => row.pipeline_id),
    STRIP_LENGTH,
  )
  const last = page.at(-1)
  return {
    items: page.map((row) => ({
      pipelineId: row.pipeline_id,
      pipelineName: row.name,
      executionId: row.execution_id,
      failedAt: row.last_seen_at,
      durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
      attempt: row.attempt,
      failures: row.failures,
      recoveredAt: row.recovered_at,
      recentExecutions: recent.get(row.pipeline_id)?.strip ?? [],
    })),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(PIPELINES_SORT, [last.last_seen_at, last.pipeline_id])
        : null,
    total: page[0]?.affected ?? 0,
  }
}
