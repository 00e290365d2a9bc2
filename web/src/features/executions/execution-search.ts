import { EXECUTION_STATUSES, EXECUTION_TRIGGERS } from '@flx/shared/execution-status'
import type { ExecutionTrigger } from '@flx/shared/execution-status'

import type { ExecutionFilters } from '#web/api/executions.ts'

export const TRIGGER_WORDS: Record<ExecutionTrigger, string> = {
  manual: 'By hand',
  schedule: 'By its schedule',
  retry: 'Retry',
  api: 'By the API',
  after: 'After a pipeline',
  sample: 'Sample history',
}

/** The filters of the list from the URL. Values that do not exist are left out, so that an old link still works. */
export function readExecutionSearch(parameters: URLSearchParams): ExecutionFilters {
  const status = EXECUTION_STATUSES.find((known) => known === parameters.get('status'))
  const trigger = EXECUTION_TRIGGERS.find((known) => known === parameters.get('trigger'))
  const fullRefresh = parameters.get('fullRefresh')
  const pipelineId = parameters.get('pipelineId')
  return {
    ...(status === undefined ? {} : { status }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(fullRefresh === 'true' || fullRefresh === 'false' ? { fullRefresh: fullRefresh === 'true' } : {}),
    ...(pipelineId === null ? {} : { pipelineId }),
    sort: parameters.get('sort') === 'queuedAt' ? 'queuedAt' : '-queuedAt',
  }
}

/** True when anything but the order narrows the list. */
export const isNarrowed = ({ sort: _sort, ...filters }: ExecutionFilters): boolean =>
  Object.keys(filters).length > 0
