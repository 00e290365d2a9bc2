import { hashedId } from '../core/rows/hashed-id.ts'
import { searchText, storable } from '../core/rows/folded-text.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { ForeignJobRow, ForeignRunRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'
import {
  flowCoverage,
  NOT_RUN,
  buildReport,
  statusAfter,
  applyEvent,
  type ForeignRun,
  type JobStatus,
} from '../../../domain/lineage/foreign/foreign-run.ts'
import type { ForeignStatus, Movement, LineageEvent } from '../../../domain/lineage/foreign/foreign-event.ts'
import { withKnownNames } from './dataset-aliases.ts'
import { storeForeignDatasets } from './foreign-datasets.ts'
import { writeFlows } from './record-lineage.ts'

/** How many runs of a job are kept: events of older runs come too late. */
const KEPT_RUNS = 20

interface ReceiveContext {
  at: string
  newId: () => string
}
type EventJob = NonNullable<LineageEvent['job']>

/** Returns the id of a job, whichever tool reports it. */
export const jobIdOf = ({ namespace, name }: Pick<EventJob, 'namespace' | 'name'>): string =>
  hashedId(`job\n${namespace}\n${name}`)

/** Stores what one event reports. False if all of it was known. */
export async function storeForeignEvent(
  trx: Trx,
  reported: LineageEvent,
  receiving: ReceiveContext,
): Promise<boolean> {
  const event = await withKnownNames(trx, reported, receiving.at)
  const described = await storeForeignDatasets(trx, event, receiving.at)
  if (event.job === null) return described
  const id = jobIdOf(event.job)
  const before = await trx.selectFrom('foreign_job').selectAll().where('id', '=', id).executeTakeFirst()
  const run = event.run === null ? null : await applyToRun(trx, id, event, event.run.id)
  const status = before === undefined ? NOT_RUN : statusOf(before)
  const after = run === null ? status : statusAfter(status, run.id, run.run)
  await writeJob(trx, { id, job: event.job, before, after }, receiving.at)
  const isNew = before === undefined || run?.changed === true
  if (run?.changed === true) {
    await trx
      .insertInto('foreign_run')
      .values(run.row)
      .onConflict((conflict) => conflict.columns(['job_id', 'run_id']).doUpdateSet(run.row))
      .execute()
    await forgetRuns(trx, id)
  }
  // A damaged run must not end flows.
  if (run?.isDamaged === true) return isNew || described
  const coverage = run === null ? 'whole' : flowCoverage(run.run, after)
  if (coverage === 'none') return isNew || described
  const moved = run === null ? event.moved : run.run.moved
  const flows = {
    id,
    job: event.job,
    moved,
    whole: coverage === 'whole',
    previousHash: before?.hash ?? '',
    runId: run?.id ?? id,
  }
  return (await writeMovement(trx, flows, event.tool, receiving)) || isNew || described
}

async function applyToRun(trx: Trx, jobId: string, event: LineageEvent, id: string) {
  const row = await trx
    .selectFrom('foreign_run')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('run_id', '=', id)
    .executeTakeFirst()
  const stored = row === undefined ? undefined : runOf(row)
  const run = applyEvent(stored?.run, event)
  const newRow = storable({
    ...{ job_id: jobId, run_id: id, began_at: run.beganAt, last_at: run.lastAt, status: run.status },
    ...{ error: run.error, moves: run.moves ? 1 : 0, moved: toJson([run.moved]) },
  })
  const changed = stored === undefined || toJson(stored.run) !== toJson(run)
  return { id, run, row: newRow, changed, isDamaged: stored?.isDamaged === true }
}

async function writeJob(
  trx: Trx,
  {
    id,
    job,
    before,
    after,
  }: { id: string; job: EventJob; before: ForeignJobRow | undefined; after: JobStatus },
  at: string,
): Promise<void> {
  const { tool, namespace, name } = job
  const row = storable({
    ...{ tool, namespace, name, parent: job.parent ?? before?.parent ?? null, run_id: after.runId },
    ...{ status: after.status, error: after.error, started_at: after.startedAt, event_at: after.eventAt },
    ...{ succeeded_at: after.succeededAt, search_text: searchText(name, namespace, tool), seen_at: at },
  })
  if (before === undefined) {
    await trx
      .insertInto('foreign_job')
      .values({ id, ...row, hash: '', first_seen_at: at })
      .execute()
  } else {
    await trx.updateTable('foreign_job').set(row).where('id', '=', id).execute()
  }
}

/** Writes the flows of a job; nothing if it reported the same before. */
async function writeMovement(
  trx: Trx,
  {
    id,
    job,
    moved,
    whole,
    previousHash,
    runId,
  }: { id: string; job: EventJob; moved: Movement; whole: boolean; previousHash: string; runId: string },
  tool: string,
  { at, newId }: ReceiveContext,
): Promise<boolean> {
  const report = buildReport(job, moved, whole)
  const hash = hashedId(toJson(report))
  if (hash === previousHash) return false
  const places = report.datasets.map(({ kind, namespace, name }) => ({
    place: { kind, namespace, name },
    columns: [],
  }))
  await storeForeignDatasets(trx, { tool, described: places }, at)
  await writeFlows(trx, { pipelineId: id, executionId: runId, report, at, newId })
  await trx.updateTable('foreign_job').set({ hash }).where('id', '=', id).execute()
  return true
}

async function forgetRuns(trx: Trx, jobId: string): Promise<void> {
  const oldest = await trx
    .selectFrom('foreign_run')
    .select('last_at')
    .where('job_id', '=', jobId)
    .orderBy('last_at', 'desc')
    .offset(KEPT_RUNS)
    .limit(1)
    .executeTakeFirst()
  if (oldest === undefined) return
  await trx
    .deleteFrom('foreign_run')
    .where('job_id', '=', jobId)
    .where('last_at', '<=', oldest.last_at)
    .execute()
}

const NO_MOVEMENT: Movement = { inputs: [], outputs: [], links: [] }

function runOf(row: ForeignRunRow): { run: ForeignRun; isDamaged: boolean } {
  const read = rowReader('foreign_run', `${row.job_id} ${row.run_id}`)
  const moved = read.array<Movement>('moved', row.moved, 'object')[0]
  const run: ForeignRun = {
    ...{ beganAt: row.began_at, lastAt: row.last_at, status: row.status as ForeignStatus | null },
    ...{ error: row.error, moves: row.moves === 1 },
    moved: { ...NO_MOVEMENT, ...moved },
  }
  return { run, isDamaged: damagedFields(read).damaged !== undefined }
}

const statusOf = (row: ForeignJobRow): JobStatus => ({
  ...{ runId: row.run_id, status: row.status as ForeignStatus | null, error: row.error },
  ...{ startedAt: row.started_at, eventAt: row.event_at, succeededAt: row.succeeded_at },
})
