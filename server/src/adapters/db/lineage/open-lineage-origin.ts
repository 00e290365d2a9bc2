import type { RunOrigin, RunToTrace } from '../../../domain/lineage/open-lineage/outbox.ts'
import { templateJob } from '../../../domain/lineage/open-lineage/parent-jobs.ts'
import type { RunReference } from '../../../domain/lineage/open-lineage/run-event.ts'
import { hashedId } from '../core/rows/hashed-id.ts'
import type { Writer } from '../core/writer.ts'
import { meltanoJobOf, templateOf } from './open-lineage-jobs.ts'

/** An upper bound for the length of a chain of pipelines; it also ends a cycle. */
const MAX_STEPS = 50
/** How many ticks of one pipeline can lie between the due time and its execution. */
const MAX_TICKS = 50

/**
 * Returns what started an execution, and what it belongs to: the Meltano job that its pipeline was made from, else the
 * previous execution in a chain, else its template. Meltano jobs and templates have no runs here: each chain, or
 * execution, counts as one run of them.
 */
export async function originOf(
  db: Writer['db'],
  execution: RunToTrace,
  byMeltano: string | null,
): Promise<RunOrigin> {
  const first = await firstAttempt(db, execution)
  const chain = await chainOf(db, first)
  const jobs = await meltanoJobs(db, chain, byMeltano)
  const runs = chain.map((run, index): RunReference => jobs[index] ?? reference(run))
  const template = await templateOf(db, execution.pipelineId)
  const [job, starter] = [jobs[0] ?? null, runs[1]]
  const templateRun =
    template === null
      ? null
      : { runId: hashedId(`template ${template.id} ${first.id}`), jobName: templateJob(template.name) }
  const run = job ?? starter ?? templateRun
  return {
    nominalTime: first.trigger === 'schedule' ? await nominalTime(db, first) : null,
    parent: run === null ? null : { run, root: runs.length > 1 ? (runs.at(-1) ?? run) : run },
    template: template?.name ?? null,
  }
}

const reference = ({ id, pipelineName }: RunToTrace): RunReference => ({ runId: id, jobName: pipelineName })

/** Returns an execution, the execution that started it, and so on back to the first. */
async function chainOf(db: Writer['db'], first: RunToTrace): Promise<RunToTrace[]> {
  const chain = [first]
  for (let run: RunToTrace | null = first; run !== null && chain.length <= MAX_STEPS;) {
    run = await findStarter(db, run)
    if (run !== null) chain.push(run)
  }
  return chain
}

/** Returns, for each execution of a chain, its run of a Meltano job: consecutive pipelines of one job are one run. */
async function meltanoJobs(
  db: Writer['db'],
  chain: readonly RunToTrace[],
  byMeltano: string | null,
): Promise<(RunReference | undefined)[]> {
  const names = await meltanoJobOf(
    db,
    chain.map(({ pipelineId }) => pipelineId),
  )
  const [current] = chain
  if (current !== undefined && byMeltano !== null && !names.has(current.pipelineId))
    names.set(current.pipelineId, byMeltano)
  const jobs: (RunReference | undefined)[] = []
  for (const [index, run] of [...chain.entries()].toReversed()) {
    const jobName = names.get(run.pipelineId)
    const previous = jobs[index + 1]
    if (jobName === undefined) continue
    jobs[index] =
      previous?.jobName === jobName ? previous : { runId: hashedId(`${jobName} ${run.id}`), jobName }
  }
  return jobs
}

const COLUMNS = [
  'id',
  'pipeline_id',
  'pipeline_name',
  'trigger_kind',
  'queued_at',
  'first_execution_id',
] as const

/** Returns the first attempt: a retry has the same origin. */
async function firstAttempt(db: Writer['db'], execution: RunToTrace): Promise<RunToTrace> {
  if (execution.firstExecutionId === null) return execution
  const row = await db
    .selectFrom('execution')
    .select(COLUMNS)
    .where('id', '=', execution.firstExecutionId)
    .executeTakeFirst()
  return row === undefined ? execution : runToTrace(row)
}

/** Returns the execution that started this one with its end: it ended when this one was queued. */
async function findStarter(db: Writer['db'], execution: RunToTrace): Promise<RunToTrace | null> {
  const first = await firstAttempt(db, execution)
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
  return row === undefined ? null : runToTrace(row)
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
    .limit(MAX_TICKS)
    .execute()
  return ticks.find((tick) => tick.execution_id === id)?.due_at ?? null
}

const runToTrace = (row: {
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
