import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import { pipelineType, type Pipeline, type PipelineSummary } from '@flx/shared/pipelines/pipeline'

import { notFound } from '../../domain/core/errors.ts'
import { nextTick } from '../../domain/schedules/schedule.ts'
import type { RecentExecutions } from '../../domain/pipelines/pipeline-store.ts'
import type { PipelineRecord } from '../../domain/core/records.ts'
import { unknownExtras } from '../../domain/settings/setting-extras.ts'
import type { AppContext } from '../core/context.ts'
import { configKeys, definitionsForKey, pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import { hideRunner } from '../settings/runner-secrets.ts'
import { unknownSettings } from '../settings/unknown-settings.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock'>

/** Returns one pipeline in the shape of the API, archived ones too. Throws AppError `not-found`. */
export async function showPipeline(context: Context, id: string): Promise<Pipeline> {
  return presentPipeline(context, await findPipeline(context, id))
}

/** Returns the record of a pipeline. Throws AppError `not-found`. */
export async function findPipeline(
  context: Pick<AppContext, 'pipelines'>,
  id: string,
): Promise<PipelineRecord> {
  const record = await context.pipelines.find(id)
  if (record === undefined) throw notFound('pipeline', id)
  return record
}

/** Presents a record that was just read or written. */
export async function presentPipeline(context: Context, record: PipelineRecord): Promise<Pipeline> {
  const { placed } = await pipelinePlugins(context.plugins, record)
  const recent = await context.pipelines.recentExecutions([record.id], STRIP_LENGTH)
  return {
    ...summarizePipeline(record, recent.get(record.id), context.clock.now()),
    config: hideConfig(record, placed),
    timeoutSeconds: record.timeoutSeconds,
    silenceTimeoutSeconds: record.silenceTimeoutSeconds,
    catalogMaxAgeHours: record.catalogMaxAgeHours,
    after: record.after,
    runner: hideRunner(record.runner),
    missedTicks: record.missedTicks,
    retryAttempts: record.retryAttempts,
    retryDelaySeconds: record.retryDelaySeconds,
    retryOn: record.retryOn,
    startWindowSeconds: record.startWindowSeconds,
    priority: record.priority,
    requiredLabels: record.requiredLabels,
    createdBy:
      record.createdBy === null ? null : { id: record.createdBy, name: record.createdByName ?? 'Unknown' },
    warnings: Object.entries(record.config).flatMap(([key, settings]) => [
      ...unknownSettings(key, settings, definitionsForKey(placed, key)),
      ...placed
        .filter(({ plugin }) => configKeys(plugin).includes(key))
        .flatMap(({ plugin }) => unknownExtras(key, plugin.type, settings)),
    ]),
    ...(record.damaged !== undefined && { damaged: [...record.damaged] }),
  }
}

/** Presents a pipeline for a list. */
export function summarizePipeline(
  record: PipelineRecord,
  recent: RecentExecutions | undefined,
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
    owner: record.owner,
    freshnessTargetSeconds: record.freshnessTargetSeconds,
    successObjective: record.successObjective,
    freshnessObjective: record.freshnessObjective,
    objectiveDays: record.objectiveDays,
    template: record.template === null ? null : { id: record.template.id, version: record.template.version },
    loadedAt: recent?.loadedAt ?? null,
    staleAt: recent?.staleAt ?? null,
    successRate: recent?.successRate ?? null,
    p95Seconds: recent?.p95Seconds ?? null,
    lastExecution: recent?.last ?? null,
    recentExecutions: recent?.strip ?? [],
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archivedAt: record.archivedAt,
    version: record.version,
  }
}

function nextDueAt(record: PipelineRecord, now: Date): string | null {
  const { schedule, timezone, isActive, archivedAt, damaged = [] } = record
  if (damaged.includes('timezone')) return null
  if (schedule === '' || !isActive || archivedAt !== null) return null
  return nextTick(schedule, timezone, now)?.toISOString() ?? null
}
