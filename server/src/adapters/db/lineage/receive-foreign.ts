import { hashedId } from '../core/rows/hashed-id.ts'
import { searchText, storable } from '../core/rows/folded-text.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { ForeignJobRow, ForeignRunRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'
import {
  flowsToldBy,
  NOT_RUN,
  reportOf,
  standingAfter,
  withTelling,
  type ForeignRun,
  type ForeignStanding,
} from '../../../domain/lineage/foreign/foreign-run.ts'
import type { ForeignStatus, Moved, Telling } from '../../../domain/lineage/foreign/foreign-telling.ts'
import { withKnownNames } from './dataset-aliases.ts'
import { describeForeign } from './foreign-datasets.ts'
import { writeFlows } from './record-lineage.ts'

/** How many runs of a job are kept: events of older runs come too late. */
const KEPT_RUNS = 20

interface Receiving {
  at: string
  newId: () => string
}
type ToldJob = NonNullable<Telling['job']>

/** Returns the id of a job, whichever tool reports it. */
export const jobIdOf = ({ namespace, name }: Pick<ToldJob, 'namespace' | 'name'>): string =>
  hashedId(`job\n${namespace}\n${name}`)

/** Stores what one event reports. False if all of it was known. */
export async function receiveTelling(trx: Trx, told: Telling, receiving: Receiving): Promise<boolean> {
  const telling = await withKnownNames(trx, told, receiving.at)
  const described = await describeForeign(trx, telling, receiving.at)
  if (telling.job === null) return described
  const id = jobIdOf(telling.job)
  const before = await trx.selectFrom('foreign_job').selectAll().where('id', '=', id).executeTakeFirst()
  const run = telling.run === null ? null : await storedRun(trx, id, telling, telling.run.id)
  const standing = before === undefined ? NOT_RUN : standingOf(before)
  const after = run === null ? standing : standingAfter(standing, run.id, run.run)
  await writeJob(trx, { id, job: telling.job, before, after }, receiving.at)
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
  const tells = run === null ? 'whole' : flowsToldBy(run.run, after)
  if (tells === 'none') return isNew || described
  const moved = run === null ? telling.moved : run.run.moved
  const flows = {
    id,
    job: telling.job,
    moved,
    whole: tells === 'whole',
    told: before?.hash ?? '',
    runId: run?.id ?? id,
  }
  return (await writeMoved(trx, flows, telling.tool, receiving)) || isNew || described
}

async function storedRun(trx: Trx, jobId: string, telling: Telling, id: string) {
  const row = await trx
    .selectFrom('foreign_run')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('run_id', '=', id)
    .executeTakeFirst()
  const stored = row === undefined ? undefined : runOf(row)
  const run = withTelling(stored?.run, telling)
  const written = storable({
    ...{ job_id: jobId, run_id: id, began_at: run.beganAt, last_at: run.lastAt, status: run.status },
    ...{ error: run.error, moves: run.moves ? 1 : 0, moved: toJson([run.moved]) },
  })
  const changed = stored === undefined || toJson(stored.run) !== toJson(run)
  return { id, run, row: written, changed, isDamaged: stored?.isDamaged === true }
}

async function writeJob(
  trx: Trx,
  {
    id,
    job,
    before,
    after,
  }: { id: string; job: ToldJob; before: ForeignJobRow | undefined; after: ForeignStanding },
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
async function writeMoved(
  trx: Trx,
  {
    id,
    job,
    moved,
    whole,
    told,
    runId,
  }: { id: string; job: ToldJob; moved: Moved; whole: boolean; told: string; runId: string },
  tool: string,
  { at, newId }: Receiving,
): Promise<boolean> {
  const report = reportOf(job, moved, whole)
  const hash = hashedId(toJson(report))
  if (hash === told) return false
  const places = report.datasets.map(({ kind, namespace, name }) => ({
    place: { kind, namespace, name },
    columns: [],
  }))
  await describeForeign(trx, { tool, described: places }, at)
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

const EMPTY: Moved = { inputs: [], outputs: [], links: [] }

function runOf(row: ForeignRunRow): { run: ForeignRun; isDamaged: boolean } {
  const read = rowReader('foreign_run', `${row.job_id} ${row.run_id}`)
  const moved = read.array<Moved>('moved', row.moved, 'object')[0]
  const run: ForeignRun = {
    ...{ beganAt: row.began_at, lastAt: row.last_at, status: row.status as ForeignStatus | null },
    ...{ error: row.error, moves: row.moves === 1 },
    moved: { ...EMPTY, ...moved },
  }
  return { run, isDamaged: damagedFields(read).damaged !== undefined }
}

const standingOf = (row: ForeignJobRow): ForeignStanding => ({
  ...{ runId: row.run_id, status: row.status as ForeignStatus | null, error: row.error },
  ...{ startedAt: row.started_at, eventAt: row.event_at, succeededAt: row.succeeded_at },
})
