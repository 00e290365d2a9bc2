import type { ExecutionTrigger } from '@flx/shared/executions/execution-status'

import type { Since } from './since.ts'

// The words of the filters of executions.

export const TRIGGER_WORDS: Record<ExecutionTrigger, string> = {
  manual: 'Manual',
  schedule: 'Schedule',
  retry: 'Retry',
  api: 'API',
  after: 'After pipeline',
  report: 'Reported',
  sample: 'Sample history',
}

/** The trigger of an execution and the user who started it, each once: `Manual (Ada)`. */
export const startedText = ({
  trigger,
  triggeredBy,
}: {
  trigger: ExecutionTrigger
  triggeredBy: string | null
}): string =>
  triggeredBy === null || triggeredBy === TRIGGER_WORDS[trigger]
    ? TRIGGER_WORDS[trigger]
    : `${TRIGGER_WORDS[trigger]} (${triggeredBy})`

export const filterChipsWords = {
  fullRefresh: 'Full refresh',
  incremental: 'Incremental',
  status: 'Status',
  trigger: 'Trigger',
  mode: 'Mode',
  records: 'Records',
  date: 'Date',
  clearAll: 'Clear all',
  until: (time: string) => `until ${time}`,
  since: (time: string) => `since ${time}`,
  between: (from: string, to: string) => `${from} – ${to}`,
  window: (shown: string) => `Date: ${shown}`,
}

export const SINCE_WORDS: Record<Since, string> = {
  hour: 'Last hour',
  night: 'Since 18:00 last night',
  look: 'Since I last looked',
}

export const whenChipWords = {
  filter: 'Filter by date',
  from: 'From',
  to: 'To',
  time: { from: 'From time', to: 'To time' },
  zone: (zone: string) => `Times in ${zone}.`,
}
