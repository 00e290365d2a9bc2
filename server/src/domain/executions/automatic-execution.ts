import type { Priority } from '@flx/shared/executions/priority'

import type { StoredOptions } from '../core/records.ts'
import type { NewExecution } from './execution-store.ts'

/** Whether downstream pipelines start: a success with a record limit says nothing about the remaining records. */
export const startsFollowers = ({ limitRecords }: StoredOptions): boolean => limitRecords === undefined

/** Whether the execution loads everything its pipeline loads: no record limit and no stream left out. */
export const loadsEverything = ({ limitRecords, streams }: StoredOptions): boolean =>
  limitRecords === undefined && streams === undefined

/**
 * Builds an execution that no user asked for, started by the pipeline's schedule or by the success of the upstream pipeline.
 */
export const automaticExecution = (
  pipeline: { id: string; name: string; priority: Priority },
  { id, trigger, at, notBefore }: Pick<NewExecution, 'id' | 'trigger' | 'notBefore'> & { at: string },
): NewExecution => ({
  id,
  pipelineId: pipeline.id,
  pipelineName: pipeline.name,
  trigger,
  triggeredBy: null,
  triggeredByName: null,
  fullRefresh: false,
  options: { fullRefresh: false },
  attempt: 1,
  retryOf: null,
  firstExecutionId: null,
  queuedAt: at,
  notBefore,
  priority: pipeline.priority,
})
