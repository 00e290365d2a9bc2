import { RETRIED_OUTCOMES } from '@flx/shared/executions/execution-status'
import { USUAL_OBJECTIVE_DAYS } from '@flx/shared/pipelines/objectives'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'

/** The fields of a pipeline that the form edits. */
const BODY_FIELDS = [
  'name',
  'description',
  'extractor',
  'loader',
  'mappers',
  'transform',
  'config',
  'schedule',
  'timezone',
  'missedTicks',
  'retryAttempts',
  'retryDelaySeconds',
  'retryOn',
  'startWindowSeconds',
  'priority',
  'requiredLabels',
  'isActive',
  'tags',
  'timeoutSeconds',
  'silenceTimeoutSeconds',
  'catalogMaxAgeHours',
  'after',
  'owner',
  'freshnessTargetSeconds',
  'successObjective',
  'freshnessObjective',
  'objectiveDays',
  'runner',
] as const satisfies readonly (keyof Pipeline)[]

/** The editable part of a pipeline: the body of its requests. */
export type PipelineBody = Pick<Pipeline, (typeof BODY_FIELDS)[number]>

/** Returns the editable part of a pipeline. */
export const bodyOf = (pipeline: PipelineBody): PipelineBody =>
  Object.fromEntries(BODY_FIELDS.map((field) => [field, pipeline[field]])) as unknown as PipelineBody

/** Returns the body with which the form of a new pipeline starts. */
export function emptyBody(timezone: string): PipelineBody {
  return {
    name: '',
    description: '',
    extractor: '',
    loader: '',
    mappers: [],
    transform: '',
    config: {},
    schedule: '',
    timezone,
    missedTicks: 'once',
    retryAttempts: 0,
    retryDelaySeconds: 60,
    retryOn: [...RETRIED_OUTCOMES],
    startWindowSeconds: 0,
    priority: 'normal',
    requiredLabels: [],
    isActive: true,
    tags: [],
    timeoutSeconds: null,
    silenceTimeoutSeconds: null,
    catalogMaxAgeHours: null,
    after: null,
    owner: '',
    freshnessTargetSeconds: null,
    successObjective: null,
    freshnessObjective: null,
    objectiveDays: USUAL_OBJECTIVE_DAYS,
    runner: { kind: 'own' },
  }
}

/** Returns the fields that differ, for a PATCH that touches nothing else. */
export function changedFields(before: PipelineBody, after: PipelineBody): Partial<PipelineBody> {
  const old = bodyOf(before)
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field as keyof PipelineBody]),
    ),
  )
}
