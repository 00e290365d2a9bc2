import { pipelineType } from '@flx/shared/pipeline'

import type { MissedTickPolicy } from '@flx/shared/schedule'

import type { SecretBox } from '../../domain/ports.ts'
import type { PipelineRecord } from '../../domain/records.ts'
import { fold, searchText, storable } from './folded-text.ts'
import { arrayFrom, objectFrom, toJson } from './json.ts'
import type { PipelineRow } from './schema.ts'

/** The document's columns; those that executions and states keep are not among them. */
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
    schedule: pipeline.schedule,
    timezone: pipeline.timezone,
    missed_ticks: pipeline.missedTicks,
    retry_attempts: pipeline.retryAttempts,
    retry_delay_seconds: pipeline.retryDelaySeconds,
    retry_on: toJson(pipeline.retryOn),
    start_window_seconds: pipeline.startWindowSeconds,
    is_active: pipeline.isActive ? (1 as const) : (0 as const),
    tags: toJson(pipeline.tags),
    timeout_seconds: pipeline.timeoutSeconds,
    silence_timeout_seconds: pipeline.silenceTimeoutSeconds,
    after_pipeline_id: pipeline.after,
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

/** The record of a row. */
export function pipelineRecord(row: PipelineRow, secretBox: SecretBox): PipelineRecord {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    extractor: row.extractor,
    loader: row.loader,
    mappers: arrayFrom(row.mappers),
    transform: row.transform,
    config: objectFrom(secretBox.open(row.config)),
    schedule: row.schedule,
    timezone: row.timezone,
    // Only this adapter writes the column, from the same union.
    missedTicks: row.missed_ticks as MissedTickPolicy,
    retryAttempts: row.retry_attempts,
    retryDelaySeconds: row.retry_delay_seconds,
    retryOn: arrayFrom(row.retry_on),
    startWindowSeconds: row.start_window_seconds,
    isActive: row.is_active === 1,
    tags: arrayFrom(row.tags),
    timeoutSeconds: row.timeout_seconds,
    silenceTimeoutSeconds: row.silence_timeout_seconds,
    after: row.after_pipeline_id,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    version: row.version,
  }
}
