import type { Timeline, TimelineRecord } from '../../../domain/access/audit-log.ts'
import { auditEntry } from './audit-log.ts'
import { decodeCursor, encodeCursor } from '../core/rows/cursor.ts'
import { executionHeadline, HEADLINE_COLUMNS, type HeadlineRow } from '../executions/execution-rows.ts'
import { orderOf, pageQuery } from '../core/rows/keyset.ts'
import { changeOf } from '../pipelines/catalog-rows.ts'
import type { AuditEntryRow, CatalogVersionRow, TickRow } from '../core/schema.ts'
import { tickOf } from '../schedules/tick-row.ts'
import type { Writer } from '../core/writer.ts'

const NEWEST_FIRST = '-at'
/**
 * The cursor id of ticks, which have none of their own. It sorts after every UUID: at the same moment a tick counts as
 * newer.
 */
const TICK = 'tick'

const executionsFirst = orderOf<HeadlineRow>(NEWEST_FIRST, {
  at: [{ sql: 'queued_at', value: (row) => row.queued_at }],
})
const changesFirst = orderOf<AuditEntryRow>(NEWEST_FIRST, { at: [{ sql: 'at', value: (row) => row.at }] })

type SchemaRow = Pick<CatalogVersionRow, 'id' | 'since' | 'plugin' | 'change'>
const schemasFirst = orderOf<SchemaRow>(NEWEST_FIRST, { at: [{ sql: 'since', value: (row) => row.since }] })

interface Entry {
  at: string
  id: string
  record: TimelineRecord
}

/**
 * Merges four sources into one timeline: each gives a page from the cursor on, and the newest entries of all make the
 * page.
 */
export function createTimeline({ db }: Writer): Timeline {
  return {
    async list(pipelineId, { cursor, limit }) {
      const executions = db.selectFrom('execution').select(HEADLINE_COLUMNS)
      const changes = db.selectFrom('audit_entry').selectAll().where('entity_type', '=', 'pipeline')
      const schemas = db
        .selectFrom('catalog_version')
        .select(['id', 'since', 'plugin', 'change'])
        .where('change', 'is not', null)
      const sources = await Promise.all([
        pageQuery(executions.where('pipeline_id', '=', pipelineId), executionsFirst, cursor, limit).execute(),
        pageQuery(changes.where('entity_id', '=', pipelineId), changesFirst, cursor, limit).execute(),
        missedTicks(pipelineId, cursor, limit),
        pageQuery(schemas.where('pipeline_id', '=', pipelineId), schemasFirst, cursor, limit).execute(),
      ])
      const entries = [
        ...sources[0].map(executionEntry),
        ...sources[1].map(changeEntry),
        ...sources[2].map(tickEntry),
        ...sources[3].flatMap(schemaEntry),
      ].sort(newestFirst)
      const page = entries.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(({ record }) => record),
        nextCursor:
          entries.length > limit && last !== undefined
            ? encodeCursor(NEWEST_FIRST, [last.at, last.id])
            : null,
      }
    },
  }

  /** Selects ticks that did not start an execution; the others are represented by their execution. */
  function missedTicks(pipelineId: string, cursor: string | undefined, limit: number): Promise<TickRow[]> {
    let query = db
      .selectFrom('tick')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .where('outcome', '<>', 'enqueued')
    // Strictly before: at the same moment, a tick comes first.
    if (cursor !== undefined)
      query = query.where('due_at', '<', decodeCursor(NEWEST_FIRST, 2, cursor)[0] ?? '')
    return query
      .orderBy('due_at', 'desc')
      .limit(limit + 1)
      .execute()
  }
}

const executionEntry = (row: HeadlineRow): Entry => ({
  at: row.queued_at,
  id: row.id,
  record: { kind: 'execution', at: row.queued_at, execution: executionHeadline(row) },
})

const changeEntry = (row: AuditEntryRow): Entry => ({
  at: row.at,
  id: row.id,
  record: { kind: 'change', at: row.at, change: auditEntry(row) },
})

function schemaEntry(row: SchemaRow): Entry[] {
  const change = changeOf(row)
  if (change === null) return []
  const { id, since: at, plugin } = row
  return [{ at, id, record: { kind: 'schema', at, id, plugin, change } }]
}

const tickEntry = (row: TickRow): Entry => ({
  at: row.due_at,
  id: TICK,
  record: {
    kind: 'tick',
    at: row.due_at,
    tick: tickOf(row),
  },
})

function newestFirst(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return a.id < b.id ? 1 : -1
}
