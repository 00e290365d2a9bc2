import type { AlertIncident } from '@flx/shared/alert'

import type { AlertStore } from '../../../domain/alerts/alert-store.ts'
import { incidentOf, subjectOf } from './alert-rows.ts'
import { notesOf } from './failure-notes.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { AlertIncidentRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'

const ORDER: SortKeys<AlertIncidentRow> = {
  openedAt: [{ sql: 'opened_at', value: (row) => row.opened_at }],
}

/** How many ids one query may name. */
const IDS_AT_ONCE = 500

/** Reads incidents; `alertDecisions` opens and closes them. */
export function alertIncidents({
  db,
}: Writer): Pick<AlertStore, 'incidents' | 'findIncident' | 'openIncidents' | 'tagsOf'> {
  const present = async (rows: readonly AlertIncidentRow[]): Promise<AlertIncident[]> => {
    const notes = await notesOf(db, rows.map(subjectOf))
    const causes = await causesOf(db, rows)
    return rows.map((row) => {
      const causeId = causes.get(row.execution_id) ?? null
      const { acknowledgement = null, comments = 0 } = notes.get(subjectOf(row)) ?? {}
      return incidentOf(row, { acknowledgement, comments, causeId })
    })
  }
  return {
    async incidents({ cursor, limit, state, pipelineId }) {
      let matching = db.selectFrom('alert_incident')
      if (state !== undefined)
        matching = matching.where('closed_at', state === 'open' ? 'is' : 'is not', null)
      if (pipelineId !== undefined) matching = matching.where('pipeline_id', '=', pipelineId)
      const page = await readPage(db, matching.selectAll(), matching, {
        sort: '-openedAt',
        sortKeys: ORDER,
        cursor,
        limit,
        present: (row: AlertIncidentRow) => row,
      })
      return { ...page, items: await present(page.items) }
    },

    async findIncident(id) {
      return (
        await present(await db.selectFrom('alert_incident').selectAll().where('id', '=', id).execute())
      )[0]
    },

    async tagsOf(pipelineIds) {
      const tags = new Map<string, string[]>()
      for (let from = 0; from < pipelineIds.length; from += IDS_AT_ONCE) {
        const rows = await db
          .selectFrom('pipeline_tag')
          .select(['pipeline_id', 'tag'])
          .where('pipeline_id', 'in', pipelineIds.slice(from, from + IDS_AT_ONCE))
          .execute()
        for (const row of rows) tags.set(row.pipeline_id, [...(tags.get(row.pipeline_id) ?? []), row.tag])
      }
      return tags
    },

    async openIncidents(scope, limit) {
      let query = db.selectFrom('alert_incident').where('closed_at', 'is', null)
      query =
        'condition' in scope
          ? query.where('condition', '=', scope.condition)
          : query.where('pipeline_id', '=', scope.pipelineId)
      const rows = await query
        .select(['id', 'rule_id', 'pipeline_id', 'pipeline_name', 'opened_at'])
        .orderBy('rule_id')
        .orderBy('pipeline_id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        ruleId: row.rule_id,
        pipelineId: row.pipeline_id,
        pipelineName: row.pipeline_name,
        openedAt: row.opened_at,
      }))
    },
  }
}

/** Returns the cause of each execution that the incidents are about, keyed by execution id. */
async function causesOf(
  db: Writer['db'],
  incidents: readonly Pick<AlertIncidentRow, 'execution_id'>[],
): Promise<Map<string, string>> {
  const ids = incidents.map((row) => row.execution_id).filter((id) => id !== '')
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('execution').select(['id', 'cause_id']).where('id', 'in', ids).execute()
  return new Map(rows.flatMap((row) => (row.cause_id === null ? [] : [[row.id, row.cause_id] as const])))
}
