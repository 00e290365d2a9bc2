import type { Priority } from '@flx/shared/executions/priority'

import type { StoredOptions } from '../core/records.ts'
import type { NewExecution } from './execution-store.ts'

/** Whether the pipelines that come after start: a look at the first records says nothing about the rest. */
export const startsFollowers = ({ limitRecords }: StoredOptions): boolean => limitRecords === undefined

/** Whether it loads all that the pipeline loads: no record limit, and no stream left out. */
export const loadsEverything = ({ limitRecords, streams }: StoredOptions): boolean =>
  limitRecords === undefined && streams === undefined

/** An execution of a pipeline that nobody asked for: its schedule starts it, or the success of the one before. */
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
