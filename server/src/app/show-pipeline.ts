import {
  pipelineType,
  type LastExecution,
  type Pipeline,
  type PipelineSummary,
  type StripBar,
} from '@flx/shared/pipeline'

import { notFound } from '../domain/errors.ts'
import { nextTick } from '../domain/schedule.ts'
import type { PipelineRecord } from '../domain/records.ts'
import type { AppContext } from './context.ts'
import { definitionsForKey, mapConfig, pipelinePlugins } from './pipeline-plugins.ts'
import { hideSecrets } from './secret-settings.ts'
import { unknownSettings } from './unknown-settings.ts'

/** Bars of the last-executions strip. */
export const STRIP_LENGTH = 24

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock'>

/** One pipeline as the API shows it, archived ones too. Throws AppError `not-found`. */
export async function showPipeline(context: Context, id: string): Promise<Pipeline> {
  return presentPipeline(context, await findPipeline(context, id))
}

/** The record of a pipeline. Throws AppError `not-found`. */
export async function findPipeline(
  context: Pick<AppContext, 'pipelines'>,
  id: string,
): Promise<PipelineRecord> {
  const record = await context.pipelines.find(id)
  if (record === undefined) throw notFound('pipeline', id)
  return record
}

/** The view of a record that was just read or written. */
export async function presentPipeline(context: Context, record: PipelineRecord): Promise<Pipeline> {
  const { placed } = await pipelinePlugins(context.plugins, record)
  const recent = await context.pipelines.recentExecutions([record.id], STRIP_LENGTH)
  return {
    ...summarizePipeline(record, recent.get(record.id), context.clock.now()),
    config: mapConfig(record.config, placed, hideSecrets),
    timeoutSeconds: record.timeoutSeconds,
    silenceTimeoutSeconds: record.silenceTimeoutSeconds,
    after: record.after,
    missedTicks: record.missedTicks,
    retryAttempts: record.retryAttempts,
    retryDelaySeconds: record.retryDelaySeconds,
    retryOn: record.retryOn,
    startWindowSeconds: record.startWindowSeconds,
    createdBy:
      record.createdBy === null ? null : { id: record.createdBy, name: record.createdByName ?? 'Unknown' },
    warnings: Object.entries(record.config).flatMap(([key, settings]) =>
      unknownSettings(key, settings, definitionsForKey(placed, key)),
    ),
  }
}

/** What lists show of a pipeline. */
export function summarizePipeline(
  record: PipelineRecord,
  recent: { last: LastExecution | null; strip: StripBar[] } | undefined,
  now: Date,
): PipelineSummary {
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    type: pipelineType(record),
    extractor: record.extractor,
    loader: record.loader,
    mappers: record.mappers,
    transform: record.transform,
    schedule: record.schedule,
    timezone: record.timezone,
    isActive: record.isActive,
    nextDueAt: nextDueAt(record, now),
    tags: record.tags,
    lastExecution: recent?.last ?? null,
    strip: recent?.strip ?? [],
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archivedAt: record.archivedAt,
    version: record.version,
  }
}

function nextDueAt({ schedule, timezone, isActive, archivedAt }: PipelineRecord, now: Date): string | null {
  if (schedule === '' || !isActive || archivedAt !== null) return null
  return nextTick(schedule, timezone, now)?.toISOString() ?? null
}
