import { datasetKey, type LineageReport, type SeenDataset } from '../../../domain/lineage/lineage-report.ts'
import { hashedId } from '../core/rows/hashed-id.ts'
import { searchText, storable } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import type { DatasetFlowRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

/** Rows of one statement: SQLite accepts 32,766 values. */
const ROWS = 500

export const datasetId = (seen: Pick<SeenDataset, 'kind' | 'namespace' | 'name'>): string =>
  hashedId(datasetKey(seen))

interface Reported {
  pipelineId: string
  executionId: string
  report: LineageReport
  hash: string
  at: string
  newId: () => string
}

/** Stores a report in place of what the pipeline reported before. */
export async function writeReport(trx: Trx, reported: Reported): Promise<void> {
  const { pipelineId, executionId, report, hash, at } = reported
  const before = await trx
    .selectFrom('pipeline_lineage')
    .select('hash')
    .where('pipeline_id', '=', pipelineId)
    .executeTakeFirst()
  const latest = { hash, execution_id: executionId, seen_at: at }
  await trx
    .insertInto('pipeline_lineage')
    .values({ pipeline_id: pipelineId, ...latest })
    .onConflict((conflict) => conflict.column('pipeline_id').doUpdateSet(latest))
    .execute()
  if (before?.hash === hash) return
  await writeDatasets(trx, report.datasets, at)
  await writeFlows(trx, reported)
}

async function writeDatasets(trx: Trx, datasets: readonly SeenDataset[], at: string): Promise<void> {
  const rows = datasets.map((seen) =>
    storable({
      id: datasetId(seen),
      ...{ kind: seen.kind, namespace: seen.namespace, name: seen.name, dbt: seen.dbt },
      ...{ columns: toJson(seen.columns), column_count: seen.columns.length },
      ...{ search_text: searchText(seen.name, seen.namespace), tool: null },
      ...{ first_seen_at: at, changed_at: at },
    }),
  )
  for (const batch of chunks(rows.filter(({ column_count: count }) => count > 0))) {
    await trx
      .insertInto('dataset')
      .values(batch)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref, fn }) => ({
          columns: ref('excluded.columns'),
          column_count: ref('excluded.column_count'),
          changed_at: ref('excluded.changed_at'),
          dbt: fn.coalesce('excluded.dbt', 'dataset.dbt'),
          // A dataset that an execution saw is no longer foreign.
          tool: null,
        })),
      )
      .execute()
  }
  // If this execution does not know the columns, those known before stay.
  for (const batch of chunks(rows.filter(({ column_count: count }) => count === 0))) {
    await trx
      .insertInto('dataset')
      .values(batch)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref, fn }) => ({
          changed_at: ref('excluded.changed_at'),
          dbt: fn.coalesce('excluded.dbt', 'dataset.dbt'),
          tool: null,
        })),
      )
      .execute()
  }
}

type NewFlow = Omit<DatasetFlowRow, 'id' | 'execution_id' | 'since' | 'until'>
type ReportedFlows = Omit<Reported, 'hash'>

/** Keeps flows that are unchanged, ends the others, and adds new ones. */
export async function writeFlows(
  trx: Trx,
  { pipelineId, executionId, report, at, newId }: ReportedFlows,
): Promise<void> {
  const ids = report.datasets.map(datasetId)
  const flows = report.flows.map(({ from, to, step, certainty, sameNames, columns, stream }): NewFlow =>
    storable({
      ...{ from_id: ids[from] ?? '', to_id: ids[to] ?? '', pipeline_id: pipelineId, step, certainty },
      ...{ same_names: sameNames ? 1 : 0, columns: toJson(columns), stream },
    }),
  )
  const current = await trx
    .selectFrom('dataset_flow')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .where('until', 'is', null)
    .execute()
  const keyOf = ({ from_id: from, to_id: to, step }: NewFlow): string => `${from} ${to} ${step}`
  const currentByKey = new Map(current.map((flow) => [keyOf(flow), flow]))
  const isSame = (flow: NewFlow): boolean => {
    const existing = currentByKey.get(keyOf(flow))
    return (
      existing !== undefined &&
      existing.certainty === flow.certainty &&
      existing.same_names === flow.same_names &&
      existing.columns === flow.columns
    )
  }
  const newFlows = flows.filter((flow) => !isSame(flow))
  for (const flow of flows.filter(isSame)) {
    const existing = currentByKey.get(keyOf(flow))
    // A different name on the wire alone does not make a different flow.
    if (existing === undefined || existing.stream === flow.stream) continue
    await trx.updateTable('dataset_flow').set({ stream: flow.stream }).where('id', '=', existing.id).execute()
  }
  const replaced = new Set(newFlows.map(keyOf))
  const reported = new Set(flows.map(keyOf))
  const ended = current.filter(
    (flow) => replaced.has(keyOf(flow)) || (report.whole && !reported.has(keyOf(flow))),
  )
  for (const batch of chunks(ended.map(({ id }) => id)))
    await trx.updateTable('dataset_flow').set({ until: at }).where('id', 'in', batch).execute()
  const rows = newFlows.map((flow) => ({
    ...flow,
    ...{ id: newId(), execution_id: executionId, since: at, until: null },
  }))
  for (const batch of chunks(rows)) await trx.insertInto('dataset_flow').values(batch).execute()
}

/** Ends the flows of an archived pipeline, which moves nothing; once restored, it reports again. */
export async function endFlows(trx: Trx, pipelineId: string, at: string): Promise<void> {
  await trx
    .updateTable('dataset_flow')
    .set({ until: at })
    .where('pipeline_id', '=', pipelineId)
    .where('until', 'is', null)
    .execute()
  await trx.deleteFrom('pipeline_lineage').where('pipeline_id', '=', pipelineId).execute()
}

export function* chunks<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += ROWS) yield items.slice(start, start + ROWS)
}
