import type { LineageEvent } from '../../../domain/lineage/foreign/foreign-event.ts'
import { searchText, storable } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import type { Trx } from '../core/writer.ts'
import { chunks, datasetId } from './record-lineage.ts'

/**
 * Stores datasets that another tool reported. A dataset that an execution reported stays ours: columns are added only
 * if it has none. False if nothing is new.
 */
export async function storeForeignDatasets(
  trx: Trx,
  {
    tool,
    described,
  }: { tool: string; described: readonly Pick<LineageEvent['described'][number], 'place' | 'columns'>[] },
  at: string,
): Promise<boolean> {
  const reported = new Map(described.map((dataset) => [datasetId(dataset.place), dataset]))
  // The same place can be on both sides, and described on one of them only.
  for (const dataset of described)
    if (dataset.columns.length > 0) reported.set(datasetId(dataset.place), dataset)
  let isNew = false
  for (const ids of chunks([...reported.keys()])) {
    const known = await trx
      .selectFrom('dataset')
      .select(['id', 'tool', 'columns', 'column_count'])
      .where('id', 'in', ids)
      .execute()
    const existing = new Map(known.map((row) => [row.id, row]))
    for (const id of ids) {
      const dataset = reported.get(id)
      if (dataset === undefined) continue
      const row = existing.get(id)
      const columns = toJson(dataset.columns)
      const described = { columns, column_count: dataset.columns.length, changed_at: at }
      if (row === undefined) {
        const { kind, namespace, name } = dataset.place
        const values = { id, kind, namespace, name, dbt: null, tool, first_seen_at: at, ...described }
        await trx
          .insertInto('dataset')
          .values(storable({ ...values, search_text: searchText(name, namespace) }))
          .execute()
      } else if (
        dataset.columns.length > 0 &&
        row.columns !== columns &&
        (row.tool !== null || row.column_count === 0)
      ) {
        await trx.updateTable('dataset').set(storable(described)).where('id', '=', id).execute()
      } else continue
      isNew = true
    }
  }
  return isNew
}
