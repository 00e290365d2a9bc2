import type { Dataset, DatasetColumn, DatasetItem, Flow } from '@flx/shared/lineage/lineage'

import type { NewId } from '../../../domain/core/ports.ts'
import type { FlowsRequest, FlowEnds, LineageStore } from '../../../domain/lineage/lineage-store.ts'
import { searchContains, withoutNul } from '../core/rows/folded-text.ts'
import { rowReader } from '../core/rows/json.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { DatasetFlowRow, DatasetRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'
import { holdsLeaseExclusive } from '../core/lease-guard.ts'
import { followersIn, lineagePipelines } from './lineage-pipelines.ts'
import { writeReport } from './record-lineage.ts'

const SORT_KEYS: SortKeys<ItemRow> = { changedAt: [{ sql: 'changed_at', value: (row) => row.changed_at }] }
/** Without the columns of the dataset, of which there can be many. */
const ITEM_COLUMNS = [
  ...(['id', 'kind', 'namespace', 'name', 'dbt', 'tool'] as const),
  ...(['column_count', 'first_seen_at', 'changed_at'] as const),
] as const
const MAX_WRITERS = 5000
type ItemRow = Pick<DatasetRow, (typeof ITEM_COLUMNS)[number]>

/** Stores datasets and flows. */
export function createLineageStore(writer: Writer, newId: NewId): LineageStore {
  const { db, dialect } = writer

  const flows = ({ moment, limit }: FlowsRequest) => {
    const query = db.selectFrom('dataset_flow').orderBy('since').orderBy('id').limit(limit)
    return moment === null
      ? query.where('until', 'is', null)
      : query
          .where('since', '<=', moment)
          .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', moment)]))
  }
  const ENDS = ['from_id', 'to_id', 'pipeline_id'] as const
  const SIDES = { from: 'from_id', to: 'to_id' } as const

  return {
    record: (lease, report) =>
      writer.change(async (trx) => {
        if (!(await holdsLeaseExclusive(trx, dialect, lease))) return false
        await writeReport(trx, { ...report, executionId: lease.executionId, newId })
        return true
      }),

    list({ search = '', kind, source, tag, cursor, limit }) {
      let matching = db.selectFrom('dataset')
      if (search.trim() !== '') matching = matching.where(searchContains(search))
      if (kind !== undefined) matching = matching.where('kind', 'in', kind)
      if (source !== undefined) matching = matching.where('namespace', '=', withoutNul(source))
      if (tag !== undefined) {
        const endsOfTagged = (end: 'from_id' | 'to_id') =>
          db
            .selectFrom('dataset_flow')
            .innerJoin('pipeline_tag', 'pipeline_tag.pipeline_id', 'dataset_flow.pipeline_id')
            .select(`dataset_flow.${end}`)
            .where('pipeline_tag.tag', '=', withoutNul(tag))
            .where('dataset_flow.until', 'is', null)
        matching = matching.where((eb) =>
          eb.or([eb('id', 'in', endsOfTagged('from_id')), eb('id', 'in', endsOfTagged('to_id'))]),
        )
      }
      return readPage(db, matching.select(ITEM_COLUMNS), matching, {
        ...{ sort: '-changedAt', sortKeys: SORT_KEYS, cursor, limit },
        present: itemOf,
      })
    },

    async sources(limit) {
      const rows = await db
        .selectFrom('dataset')
        .select(({ fn }) => ['namespace', fn.countAll<number>().as('datasets')])
        .groupBy('namespace')
        .orderBy('datasets', 'desc')
        .limit(limit)
        .execute()
      return rows.toSorted((a, b) => a.namespace.localeCompare(b.namespace, 'en'))
    },

    async find(id) {
      const row = await db.selectFrom('dataset').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : datasetOf(row)
    },

    async datasets(ids) {
      if (ids.length === 0) return []
      const rows = await db.selectFrom('dataset').select(ITEM_COLUMNS).where('id', 'in', ids).execute()
      return rows.map(itemOf)
    },

    async describe(ids) {
      if (ids.length === 0) return []
      const rows = await db.selectFrom('dataset').selectAll().where('id', 'in', ids).execute()
      return rows.map(datasetOf)
    },

    async flowsOf(pipelineId, options) {
      return (await flows(options).selectAll().where('pipeline_id', '=', pipelineId).execute()).map(flowOf)
    },

    async linksAt(side, ids, options) {
      if (ids.length === 0) return []
      return (await flows(options).select(ENDS).where(SIDES[side], 'in', ids).execute()).map(endsOf)
    },

    async flowsBetween(ids, options) {
      if (ids.length === 0) return []
      const query = flows(options).selectAll().where('from_id', 'in', ids).where('to_id', 'in', ids)
      return (await query.execute()).map(flowOf)
    },

    async flowsAt(side, ids, options) {
      if (ids.length === 0) return []
      return (await flows(options).selectAll().where(SIDES[side], 'in', ids).execute()).map(flowOf)
    },

    pipelines: (ids) => lineagePipelines(db, ids),

    async followersOf(ids) {
      if (ids.length === 0) return []
      const followers = followersIn(db, ids).select('id')
      return (await followers.execute()).map(({ id }) => id)
    },

    async linksOf(pipelineIds, options) {
      if (pipelineIds.length === 0) return []
      const query = flows(options).select(ENDS).where('pipeline_id', 'in', pipelineIds)
      return (await query.execute()).map(endsOf)
    },

    async writers(ids) {
      const writers = new Map<string, string[]>()
      if (ids.length === 0) return writers
      const rows = await db
        .selectFrom('dataset_flow')
        .select(['to_id', 'pipeline_id'])
        .distinct()
        .where('to_id', 'in', ids)
        .where('until', 'is', null)
        .orderBy('to_id')
        .orderBy('pipeline_id')
        .limit(MAX_WRITERS)
        .execute()
      for (const { to_id: to, pipeline_id: id } of rows) writers.set(to, [...(writers.get(to) ?? []), id])
      return writers
    },

    async columns(ids) {
      if (ids.length === 0) return new Map()
      const rows = await db.selectFrom('dataset').select(['id', 'columns']).where('id', 'in', ids).execute()
      return new Map(rows.map((row) => [row.id, columnsOf(row)]))
    },
  }
}

const itemOf = (row: ItemRow): DatasetItem => ({
  id: row.id,
  kind: row.kind as DatasetItem['kind'],
  namespace: row.namespace,
  name: row.name,
  dbt: row.dbt,
  tool: row.tool,
  columns: row.column_count,
  firstSeenAt: row.first_seen_at,
  changedAt: row.changed_at,
})

const datasetOf = (row: DatasetRow): Dataset => ({
  ...itemOf(row),
  columns: columnsOf(row),
})

const columnsOf = ({ id, columns }: Pick<DatasetRow, 'id' | 'columns'>): DatasetColumn[] =>
  rowReader('dataset', id).array<DatasetColumn>('columns', columns, 'object')

const endsOf = (row: Pick<DatasetFlowRow, 'from_id' | 'to_id' | 'pipeline_id'>): FlowEnds => ({
  ...{ from: row.from_id, to: row.to_id, pipelineId: row.pipeline_id },
})

const flowOf = (row: DatasetFlowRow): Flow => ({
  id: row.id,
  from: row.from_id,
  to: row.to_id,
  pipelineId: row.pipeline_id,
  step: row.step as Flow['step'],
  certainty: row.certainty as Flow['certainty'],
  sameNames: row.same_names === 1,
  stream: row.stream,
  columns: rowReader('dataset_flow', row.id).array<Flow['columns'][number]>('columns', row.columns, 'object'),
  executionId: row.execution_id,
  since: row.since,
  until: row.until,
})
