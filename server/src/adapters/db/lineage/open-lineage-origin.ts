import type { RunOrigin, RunToTrace } from '../../../domain/lineage/open-lineage/outbox.ts'
import type { RunReference } from '../../../domain/lineage/open-lineage/run-event.ts'
import type { Writer } from '../core/writer.ts'

/** A chain of pipelines is not longer; a circle is not followed. */
const MOST_STEPS = 50
/** Ticks of one pipeline between its due time and its execution. */
const MOST_TICKS = 50

/** What set an execution off: the time of a schedule, or the executions before it in a chain. */
export async function originOf(db: Writer['db'], execution: RunToTrace): Promise<RunOrigin> {
  const first = await firstAttempt(db, execution)
  if (first.trigger === 'schedule') return { nominalTime: await nominalTime(db, first), parent: null }
  const run = await before(db, first)
  if (run === null) return { nominalTime: null, parent: null }
  let root = run
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const earlier = await before(db, root)
    if (earlier === null) break
    root = earlier
  }
  return { nominalTime: null, parent: { run: reference(run), root: reference(root) } }
}

const reference = ({ id, pipelineName }: RunToTrace): RunReference => ({ executionId: id, pipelineName })

const COLUMNS = [
  'id',
  'pipeline_id',
  'pipeline_name',
  'trigger_kind',
  'queued_at',
  'first_execution_id',
] as const

/** A retry has the origin of its first attempt. */
async function firstAttempt(db: Writer['db'], execution: RunToTrace): Promise<RunToTrace> {
  if (execution.firstExecutionId === null) return execution
  const row = await db
    .selectFrom('execution')
    .select(COLUMNS)
    .where('id', '=', execution.firstExecutionId)
    .executeTakeFirst()
  return row === undefined ? execution : traced(row)
}

/** The execution whose end started this one: it ended when this one was queued. */
async function before(db: Writer['db'], later: RunToTrace): Promise<RunToTrace | null> {
  const first = await firstAttempt(db, later)
  if (first.trigger !== 'after') return null
  const row = await db
    .selectFrom('execution')
    .innerJoin('pipeline', 'pipeline.after_pipeline_id', 'execution.pipeline_id')
    .select(COLUMNS.map((column) => `execution.${column}` as const))
    .where('pipeline.id', '=', first.pipelineId)
    .where('execution.finished_at', '=', first.queuedAt)
    .where('execution.status', '=', 'success')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : traced(row)
}

async function nominalTime(
  db: Writer['db'],
  { id, pipelineId, queuedAt }: RunToTrace,
): Promise<string | null> {
  const ticks = await db
    .selectFrom('tick')
    .select(['due_at', 'execution_id'])
    .where('pipeline_id', '=', pipelineId)
    .where('due_at', '<=', queuedAt)
    .orderBy('due_at', 'desc')
    .limit(MOST_TICKS)
    .execute()
  return ticks.find((tick) => tick.execution_id === id)?.due_at ?? null
}

const traced = (row: {
  id: string
  pipeline_id: string
  pipeline_name: string
  trigger_kind: string
  queued_at: string
  first_execution_id: string | null
}): RunToTrace => ({
  id: row.id,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  trigger: row.trigger_kind as RunToTrace['trigger'],
  queuedAt: row.queued_at,
  firstExecutionId: row.first_execution_id,
})
