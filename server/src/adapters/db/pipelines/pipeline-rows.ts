import type { Priority } from '@flx/shared/executions/priority'
import { isJsonObject } from '@flx/shared/json/json'
import { pipelineType } from '@flx/shared/pipelines/pipeline'
import { BUILT_IN_RUNNER, runnerSchema, type Runner } from '@flx/shared/pipelines/runner'

import type { MissedTickPolicy } from '@flx/shared/pipelines/schedule'

import type { SecretBox } from '../../../domain/core/ports.ts'
import type { PipelineRecord, TemplateLink } from '../../../domain/core/records.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { fold, searchText, storable } from '../core/rows/folded-text.ts'
import { calendarOf } from '../schedules/calendar-columns.ts'
import { rowReader, toJson, type RowReader } from '../core/rows/json.ts'
import { secretSettingsOf } from '../settings/secret-settings-column.ts'
import type { PipelineRow } from '../core/schema.ts'

/** Returns the columns of the document, without those that executions and states maintain. */
export function pipelineRow(pipeline: PipelineRecord, secretBox: SecretBox) {
  const { name, description, extractor, loader } = pipeline
  return storable({
    id: pipeline.id,
    name,
    description,
    extractor,
    loader,
    mappers: toJson(pipeline.mappers),
    transform: pipeline.transform,
    type: pipelineType(pipeline),
    config: secretBox.seal(toJson(pipeline.config)),
    secret_settings: toJson(pipeline.secretSettings),
    schedule: pipeline.schedule,
    timezone: pipeline.timezone,
    missed_ticks: pipeline.missedTicks,
    retry_attempts: pipeline.retryAttempts,
    retry_delay_seconds: pipeline.retryDelaySeconds,
    retry_on: toJson(pipeline.retryOn),
    start_window_seconds: pipeline.startWindowSeconds,
    priority: pipeline.priority,
    required_labels: toJson(pipeline.requiredLabels),
    is_active: pipeline.isActive ? (1 as const) : (0 as const),
    tags: toJson(pipeline.tags),
    timeout_seconds: pipeline.timeoutSeconds,
    silence_timeout_seconds: pipeline.silenceTimeoutSeconds,
    catalog_max_age_hours: pipeline.catalogMaxAgeHours,
    after_pipeline_id: pipeline.after,
    owner: pipeline.owner,
    freshness_target_seconds: pipeline.freshnessTargetSeconds,
    success_objective: pipeline.successObjective,
    freshness_objective: pipeline.freshnessObjective,
    objective_days: pipeline.objectiveDays,
    runner: sealedRunner(pipeline.runner, secretBox),
    template_id: pipeline.template?.id ?? null,
    template_version: pipeline.template?.version ?? null,
    template_link: sealedLink(pipeline.template, secretBox),
    created_by: pipeline.createdBy,
    created_by_name: pipeline.createdByName,
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
    archived_at: pipeline.archivedAt,
    version: pipeline.version,
    name_key: fold(name),
    search_text: searchText(name, description, extractor, loader),
  })
}

/** Converts a row to a record. */
export function pipelineRecord(row: PipelineRow, secretBox: SecretBox): PipelineRecord {
  const read = rowReader('pipeline', row.id)
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    extractor: row.extractor,
    loader: row.loader,
    mappers: read.array('mappers', row.mappers, 'text'),
    transform: row.transform,
    config: configOf(read, row, secretBox),
    secretSettings: secretSettingsOf(read, row.secret_settings),
    ...calendarOf(read, row),
    // Only this adapter writes the column, from the same union.
    missedTicks: row.missed_ticks as MissedTickPolicy,
    retryAttempts: row.retry_attempts,
    retryDelaySeconds: row.retry_delay_seconds,
    retryOn: read.array('retry_on', row.retry_on, 'text'),
    startWindowSeconds: row.start_window_seconds,
    priority: row.priority as Priority,
    requiredLabels: read.array('required_labels', row.required_labels, 'text'),
    isActive: row.is_active === 1,
    tags: read.array('tags', row.tags, 'text'),
    timeoutSeconds: row.timeout_seconds,
    silenceTimeoutSeconds: row.silence_timeout_seconds,
    catalogMaxAgeHours: row.catalog_max_age_hours,
    after: row.after_pipeline_id,
    owner: row.owner,
    freshnessTargetSeconds: row.freshness_target_seconds,
    successObjective: row.success_objective,
    freshnessObjective: row.freshness_objective,
    objectiveDays: row.objective_days,
    runner: runnerOf(read, row, secretBox),
    template: linkOf(read, row, secretBox),
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    version: row.version,
    ...damagedFields(read),
  }
}

/** Returns the settings by plugin. */
function configOf(read: RowReader, row: PipelineRow, secretBox: SecretBox): PipelineRecord['config'] {
  const config = read.sealedObject<PipelineRecord['config']>('config', row.config, secretBox)
  if (Object.values(config).every(isJsonObject)) return config
  read.report('config', 'It is not the settings of a plugin.')
  return {}
}

/** Seals the runner; null = the built-in one. */
export const sealedRunner = (runner: Runner, secretBox: SecretBox): string | null =>
  runner.kind === 'own' ? null : secretBox.seal(toJson(runner))

/**
 * Returns the runner, which is sealed as a whole because it can hold secrets. An unreadable runner marks the pipeline
 * as damaged, so that it is not executed.
 */
function runnerOf(read: RowReader, row: PipelineRow, secretBox: SecretBox): Runner {
  if (row.runner === null) return BUILT_IN_RUNNER
  const stored = read.sealedObject<object>('runner', row.runner, secretBox)
  const runner = runnerSchema.safeParse(stored).data
  if (runner === undefined) read.report('runner', 'It is not a runner of the pipeline.')
  return runner ?? BUILT_IN_RUNNER
}

/** Seals the link as a whole, because it can hold secrets. */
export const sealedLink = (link: TemplateLink | null, secretBox: SecretBox): string | null =>
  link === null
    ? null
    : secretBox.seal(toJson({ values: link.values, secrets: link.secrets, unlocked: link.unlocked }))

function linkOf(read: RowReader, row: PipelineRow, secretBox: SecretBox): TemplateLink | null {
  if (row.template_id === null) return null
  const stored = read.sealedObject<Partial<TemplateLink>>('template_link', row.template_link ?? '', secretBox)
  const texts = (value: unknown): Record<string, string> => {
    if (isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string'))
      return value as Record<string, string>
    read.report('template_link', 'It does not hold the values of parameters.')
    return {}
  }
  return {
    id: row.template_id,
    version: row.template_version ?? 1,
    values: texts(stored.values),
    secrets: texts(stored.secrets),
    unlocked: stored.unlocked === true,
  }
}
