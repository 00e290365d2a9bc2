import type { Priority } from '@flx/shared/executions/priority'

import type { NewId } from '../core/ports.ts'
import type { StoredOptions } from '../core/records.ts'
import type { NewExecution } from './execution-store.ts'

/** Whether the pipelines that come after start: a look at the first records says nothing about the rest. */
export const startsFollowers = ({ limitRecords }: StoredOptions): boolean => limitRecords === undefined

/** Whether it loads all that the pipeline loads: no record limit, and no stream left out. */
export const loadsEverything = ({ limitRecords, streams }: StoredOptions): boolean =>
  limitRecords === undefined && streams === undefined

/** The execution of a pipeline that starts when the one before it succeeded at `at`. */
export const followingExecution = (
  pipeline: { id: string; name: string; priority: Priority },
  at: string,
  newId: NewId,
): NewExecution => ({
  id: newId(),
  pipelineId: pipeline.id,
  pipelineName: pipeline.name,
  trigger: 'after',
  triggeredBy: null,
  triggeredByName: null,
  fullRefresh: false,
  options: { fullRefresh: false },
  attempt: 1,
  retryOf: null,
  firstExecutionId: null,
  queuedAt: at,
  notBefore: null,
  priority: pipeline.priority,
})
