import { sql } from 'kysely'

import { moveFollower } from '../core/event-followers.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { URGENCY } from './cause-state.ts'
import { causeOf, recordFailure } from './record-failure.ts'

const DONE_KEY = 'failures-classified'
const BATCH_SIZE = 500
/** Older failures beyond this number are left as they are: the newest matter. */
const LIMIT = 20_000
/** After a cause was quiet for this long, its pipelines are checked for successes in between. */
const QUIET_MS = 3_600_000

/** Whether failures of an earlier version still lack causes. */
export async function needsRebuild({ db }: Writer): Promise<boolean> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', DONE_KEY).executeTakeFirst()
  return row === undefined
}

/**
 * Assigns causes to the failures that were queued since `from` and have none: those of an earlier version, and those of
 * a sample history. No execution may end meanwhile. Continues where it was interrupted. Returns how many it counted.
 */
export async function rebuildFailures(writer: Writer, from: string, until: string): Promise<number> {
  const start = await startOf(writer, from)
  let count = 0
  for (;;) {
    const rows = await writer.db
      .selectFrom('execution')
      .select(['id', 'pipeline_id', 'queued_at', 'finished_at', 'error_message', 'steps'])
      .where('status', '=', 'failed')
      .where('queued_at', '>=', start)
      .where('cause_id', 'is', null)
      .orderBy('queued_at')
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute()
    if (rows.length === 0) break
    await writer.change(async (trx) => {
      for (const row of rows) await countOne(trx, row)
    })
    count += rows.length
  }
  await writer.change(async (trx) => {
    const failing = await trx.selectFrom('failure_cause').select('id').where('failing', '>', 0).execute()
    for (const { id } of failing) await recoverUpTo(trx, id, until)
    // From here on the follower knows what succeeds.
    const { head } = await trx
      .selectFrom('event')
      .select(({ fn }) => fn.max<number | null>('seq').as('head'))
      .executeTakeFirstOrThrow()
    await moveFollower(trx, 'failures', head ?? 0)
    await trx
      .insertInto('meta')
      .values({ name: DONE_KEY, value: 'true' })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
  })
  return count
}

/** Returns the start of what is counted: later than `from` if there are more failures than `LIMIT`. */
async function startOf({ db }: Writer, from: string): Promise<string> {
  const row = await db
    .selectFrom('execution')
    .select('queued_at')
    .where('status', '=', 'failed')
    .where('queued_at', '>=', from)
    .orderBy('queued_at', 'desc')
    .limit(1)
    .offset(LIMIT)
    .executeTakeFirst()
  return row?.queued_at ?? from
}

type FailedRow = Pick<
  ExecutionRow,
  'id' | 'pipeline_id' | 'queued_at' | 'finished_at' | 'error_message' | 'steps'
>

async function countOne(trx: Trx, row: FailedRow): Promise<void> {
  const cause = causeOf(row)
  const at = row.finished_at ?? row.queued_at
  await trx.updateTable('execution').set({ cause_id: cause.id }).where('id', '=', row.id).execute()
  const before = await trx
    .selectFrom('failure_cause')
    .select('last_seen_at')
    .where('id', '=', cause.id)
    .where('failing', '>', 0)
    .executeTakeFirst()
  if (before !== undefined && Date.parse(at) - Date.parse(before.last_seen_at) > QUIET_MS) {
    await recoverUpTo(trx, cause.id, at)
  }
  // No events: pages load only after this work.
  await recordFailure(trx, () => undefined, row, cause, at)
}

/** Marks the pipelines of a cause that succeeded after their failure and before `at`. */
async function recoverUpTo(trx: Trx, causeId: string, at: string): Promise<void> {
  await sql`update failure_cause_pipeline set recovered_at = (
      select execution.finished_at from execution where execution.pipeline_id = failure_cause_pipeline.pipeline_id
      and execution.status = 'success' and execution.queued_at >= failure_cause_pipeline.last_seen_at
      and execution.finished_at <= ${at} order by execution.queued_at, execution.id limit 1)
    where cause_id = ${causeId} and recovered_at is null`.execute(trx)
  const { failing, last } = await trx
    .selectFrom('failure_cause_pipeline')
    .select(({ fn, eb }) => [
      fn.count<number>(eb.case().when('recovered_at', 'is', null).then(1).end()).as('failing'),
      fn.max('recovered_at').as('last'),
    ])
    .where('cause_id', '=', causeId)
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('failure_cause')
    .set({ failing, ...(failing === 0 && { urgency: URGENCY.recovered, recovered_at: last }) })
    .where('id', '=', causeId)
    .execute()
}
