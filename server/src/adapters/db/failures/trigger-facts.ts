import type { StepKind } from '@flx/shared/executions/execution-status'
import type { Step } from '@flx/shared/executions/step'
import type { CauseTriggers } from '@flx/shared/failures/likely-trigger'

import { LOOKBACK_MS, type TriggerFacts } from '../../../domain/failures/likely-trigger.ts'
import { auditEntry } from '../access/audit-log.ts'
import { rowReader } from '../core/rows/json.ts'
import type { Writer } from '../core/writer.ts'
import { changeOf } from '../pipelines/catalog-rows.ts'

/** How many affected pipelines are searched for changes: those that failed first are the most telling. */
const MAX_PIPELINES = 20
const MAX_ENTRIES = 30
/** How long an execution might have waited and worked before it failed. */
const MAX_EXECUTION_MS = 14 * 86_400_000

/** Collects what is known of the time before a cause opened; undefined if the cause does not exist. */
export async function triggerFacts(
  { db }: Writer,
  id: string,
): Promise<{ facts: TriggerFacts; others: CauseTriggers['unaffected'] } | undefined> {
  const cause = await db.selectFrom('failure_cause').selectAll().where('id', '=', id).executeTakeFirst()
  if (cause === undefined) return undefined
  const openedAt = Date.parse(cause.opened_at)
  const first = await db
    .selectFrom('execution')
    .select(['id', 'pipeline_id', 'finished_at', 'queued_at', 'steps'])
    .where('cause_id', '=', id)
    .where('queued_at', '>=', new Date(openedAt - MAX_EXECUTION_MS).toISOString())
    .where('finished_at', '>=', cause.opened_at)
    .orderBy('queued_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const firstFailureAt = first?.finished_at ?? cause.opened_at
  const from = new Date(Date.parse(firstFailureAt) - LOOKBACK_MS).toISOString()
  const pipelines = await db
    .selectFrom('failure_cause_pipeline as link')
    .innerJoin('pipeline', 'pipeline.id', 'link.pipeline_id')
    .select(['pipeline.id', 'pipeline.name'])
    .where('link.cause_id', '=', id)
    .where('link.last_seen_at', '>=', cause.opened_at)
    .orderBy('link.last_seen_at')
    .orderBy('link.pipeline_id')
    .limit(MAX_PIPELINES)
    .execute()
  const ids = pipelines.map((pipeline) => pipeline.id)
  const plugins =
    cause.plugin === ''
      ? []
      : await db.selectFrom('plugin').select(['id', 'name']).where('name', '=', cause.plugin).execute()
  const rollback =
    plugins.length === 0
      ? undefined
      : await db
          .selectFrom('plugin_rollback')
          .select('plugin_id')
          .where(
            'plugin_id',
            'in',
            plugins.map((plugin) => plugin.id),
          )
          .limit(1)
          .executeTakeFirst()
  const entries = []
  const subjects = [
    ['plugin', plugins.map((plugin) => plugin.id)],
    ['pipeline', ids],
  ] as const
  for (const [type, entityIds] of subjects) {
    if (entityIds.length === 0) continue
    const rows = await db
      .selectFrom('audit_entry')
      .selectAll()
      .where('entity_type', '=', type)
      .where('entity_id', 'in', entityIds)
      .where('at', '>=', from)
      .where('at', '<=', firstFailureAt)
      .orderBy('at', 'desc')
      .limit(MAX_ENTRIES)
      .execute()
    entries.push(...rows.map(auditEntry))
  }
  const names = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline.name]))
  const versions =
    ids.length === 0
      ? []
      : await db
          .selectFrom('catalog_version')
          .select(['id', 'pipeline_id', 'since', 'change'])
          .where('pipeline_id', 'in', ids)
          .where('change', 'is not', null)
          .where('since', '>=', from)
          .where('since', '<=', firstFailureAt)
          .limit(MAX_ENTRIES)
          .execute()
  const starts = await db
    .selectFrom('server_start')
    .select('at')
    .where('at', '>=', from)
    .where('at', '<=', firstFailureAt)
    .orderBy('at', 'desc')
    .limit(1)
    .execute()
  const facts: TriggerFacts = {
    firstFailureAt,
    plugin: plugins[0] ?? null,
    versions: first === undefined ? null : await usedVersions(db, first, cause.plugin, cause.step),
    edits: entries,
    schemas: versions.flatMap((row) => {
      const change = changeOf(row)
      const pipelineName = names.get(row.pipeline_id) ?? ''
      return change === null ? [] : [{ pipelineId: row.pipeline_id, pipelineName, at: row.since, change }]
    }),
    starts: starts.map(({ at }) => at),
    canRollBack: rollback !== undefined,
  }
  return { facts, others: cause.plugin === '' ? null : await othersOf(db, id, cause.plugin, cause.opened_at) }
}

/**
 * Returns the plugin's version in the last success of that pipeline and in its first failure; null if they are equal.
 */
async function usedVersions(
  db: Writer['db'],
  first: { id: string; pipeline_id: string; queued_at: string; steps: string },
  plugin: string,
  step: string,
): Promise<TriggerFacts['versions']> {
  const success = await db
    .selectFrom('execution')
    .select(['id', 'steps'])
    .where('pipeline_id', '=', first.pipeline_id)
    .where('status', '=', 'success')
    .where('queued_at', '<', first.queued_at)
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (success === undefined) return null
  const before = versionIn(success, plugin, step as StepKind)
  const after = versionIn(first, plugin, step as StepKind)
  return before === undefined || after === undefined || before === after ? null : { before, after }
}

function versionIn(row: { id: string; steps: string }, plugin: string, kind: StepKind): string | undefined {
  const steps = rowReader('execution', row.id).array<Step>('steps', row.steps, 'object')
  const step = steps.find((candidate) => candidate.plugin === plugin && candidate.kind === kind)
  return step?.version === '' ? undefined : step?.version
}

/** Counts the other pipelines with the same plugin. */
async function othersOf(
  db: Writer['db'],
  causeId: string,
  plugin: string,
  openedAt: string,
): Promise<CauseTriggers['unaffected']> {
  const row = await db
    .selectFrom('pipeline_plugin')
    .innerJoin('pipeline', 'pipeline.id', 'pipeline_plugin.pipeline_id')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('pipelines'),
      fn.count<number>(eb.case().when('pipeline.last_status', '=', 'success').then(1).end()).as('succeeding'),
    ])
    .where('pipeline_plugin.plugin_name', '=', plugin)
    .where('pipeline.archived_at', 'is', null)
    .where('pipeline.last_status', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('failure_cause_pipeline as link')
            .select('link.pipeline_id')
            .where('link.cause_id', '=', causeId)
            .where('link.last_seen_at', '>=', openedAt)
            .whereRef('link.pipeline_id', '=', 'pipeline.id'),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return row
}
