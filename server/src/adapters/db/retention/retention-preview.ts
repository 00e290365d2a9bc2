import { sql, type CompiledQuery } from 'kysely'

import {
  RETENTION_KINDS,
  type Removal,
  type Removals,
  type RetentionKind,
} from '@flx/shared/operations/retention'

import { noRemovals, type RetentionLimits } from '../../../domain/operations/retention.ts'
import { seenByAllFollowers } from '../core/event-followers.ts'
import type { Reader } from '../core/reader.ts'
import { EXECUTION_BYTES, IS_KEPT } from '../executions/kept-executions.ts'
import { isPastFlow } from './retention-lineage.ts'
import { TICK_BYTES } from './retention-rows.ts'

/** Counts what the limits would remove, by the same conditions as the sweeps; the reader does it in a thread. */
export async function previewRetention(reader: Reader, limits: RetentionLimits): Promise<Removals> {
  const found = noRemovals()
  const decided = await seenByAllFollowers(reader.db)
  for (const kind of RETENTION_KINDS) {
    for (const query of queriesFor(reader, kind, limits, decided)) {
      const [row] = await reader.read(query)
      found[kind].rows += row?.rows ?? 0
      found[kind].bytes += row?.bytes ?? 0
    }
  }
  return found
}

function queriesFor(
  { db }: Reader,
  kind: RetentionKind,
  limits: RetentionLimits,
  decided: number | null,
): CompiledQuery<Removal>[] {
  const totals = sql.raw('count(*) as rows, coalesce(sum(bytes), 0) as bytes')
  switch (kind) {
    case 'executions': {
      if (limits.executionsBefore === null && limits.executionsPerPipeline === null) return []
      const ids = removableExecutions(limits)
      const rows = sql<Removal>`select ${totals} from (select ${sql.raw(EXECUTION_BYTES)} as bytes
        from execution where id in (${ids})) as going`
      const logs = sql<Removal>`select 0 as rows, coalesce(sum(size), 0) as bytes
        from log_chunk where execution_id in (${ids})`
      return [rows.compile(db), logs.compile(db)]
    }
    case 'logs': {
      if (limits.logsBefore === null) return []
      // Logs of executions that are removed are counted with them.
      const ids = removableExecutions(limits)
      const logs = sql<Removal>`select count(distinct execution_id) as rows, coalesce(sum(size), 0) as bytes
        from log_chunk where execution_id in (select id from execution where queued_at < ${limits.logsBefore}
          and not ${sql.raw(IS_KEPT)}) and execution_id not in (${ids})`
      return [logs.compile(db)]
    }
    case 'alerts': {
      if (limits.alertsBefore === null) return []
      const deliveries = sql<Removal>`select ${totals} from (select length(message) as bytes from alert_delivery
        where created_at < ${limits.alertsBefore} and status <> 'pending') as going`
      const incidents = sql<Removal>`select ${totals} from (select length(message) as bytes from alert_incident
        where closed_at is not null and closed_at < ${limits.alertsBefore}) as going`
      const causes = sql<Removal>`select ${totals} from (
        select length(quote) + length(title) + length(search_text) as bytes from failure_cause
        where urgency = 0 and last_seen_at < ${limits.alertsBefore} and recovered_at < ${limits.alertsBefore}) as going`
      return [deliveries.compile(db), incidents.compile(db), causes.compile(db)]
    }
    case 'ticks': {
      if (limits.ticksBefore === null) return []
      const ticks = sql<Removal>`select count(*) as rows, count(*) * ${sql.lit(TICK_BYTES)} as bytes from tick
        where recorded_at < ${limits.ticksBefore} and due_at < (select max(newest.due_at) from tick newest
          where newest.pipeline_id = tick.pipeline_id)`
      return [ticks.compile(db)]
    }
    case 'audit': {
      if (limits.auditBefore === null) return []
      const entries = sql<Removal>`select ${totals} from (select length(changes) as bytes from audit_entry
        where at < ${limits.auditBefore}) as going`
      return [entries.compile(db)]
    }
    case 'events': {
      const upTo = decided === null ? sql`` : sql`and seq <= ${decided}`
      const events = sql<Removal>`select ${totals} from (select length(payload) as bytes from event
        where at < ${limits.eventsBefore} ${upTo}) as going`
      return [events.compile(db)]
    }
    case 'lineage': {
      const past = isPastFlow(limits)
      if (past === null) return []
      const flows = sql<Removal>`select ${totals} from (select length(columns) as bytes from dataset_flow
        where until is not null and ${past}) as going`
      if (limits.executionsBefore === null) return [flows.compile(db)]
      const aliases = sql<Removal>`select ${totals} from (select length(namespace) + length(name) as bytes
        from dataset_alias where seen_at < ${limits.executionsBefore}) as going`
      return [flows.compile(db), aliases.compile(db)]
    }
  }
}

function removableExecutions({ executionsBefore: before, executionsPerPipeline: count }: RetentionLimits) {
  const conditions = [
    ...(before === null ? [] : [sql`queued_at < ${before}`]),
    ...(count === null ? [] : [sql`place > ${count}`]),
  ]
  if (conditions.length === 0) return sql`select '' where 1 = 0`
  return sql`select id from (select id, pipeline_id, status, queued_at,
      row_number() over (partition by pipeline_id order by queued_at desc, id desc) as place from execution)
    as execution where (${sql.join(conditions, sql` or `)}) and not ${sql.raw(IS_KEPT)}`
}
