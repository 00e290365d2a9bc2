import type { Shortfall } from '@flx/shared/executions/execution'
import type { ExecutionStatus } from '@flx/shared/executions/execution-status'

import { formatCount } from '#web/lib/format.ts'

// Words of the status of an execution.

export const STATUS_WORDS: Record<ExecutionStatus, string> = {
  pending: 'Pending',
  running: 'Running',
  success: 'Success',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export const cancellingWord = 'Cancelling…'

export const SHORTFALL_WORDS: Record<Shortfall, { word: string; explanation: string }> = {
  empty: { word: 'Empty', explanation: 'Succeeded without records; earlier executions had some.' },
  low: { word: 'Low', explanation: 'Succeeded with less than a tenth of the usual records.' },
}

export const noteMarkWords = {
  notes: (count: number) => formatCount(count, 'note'),
}

export const executionStripWords = {
  empty: 'No executions yet',
  unfinished: 'not finished',
  /** After a count: "24 succeeded, 6 failed". */
  counted: {
    pending: 'pending',
    running: 'running',
    success: 'succeeded',
    failed: 'failed',
    cancelled: 'cancelled',
  } satisfies Record<ExecutionStatus, string>,
  bar: (duration: string, records: number | null, shortfall: string | null) =>
    `${duration} · ${formatCount(records, 'record')}${shortfall === null ? '' : ` (${shortfall})`}`,
  summary: (count: number, counts: string) => `Last ${formatCount(count, 'execution')}: ${counts}`,
}

export const pluginFlowWords = {
  label: 'Plugins in order',
  extractor: 'Extractor',
  mapper: 'Mapper',
  loader: 'Loader',
  transform: 'Transform',
  meltano: 'meltano run',
  meltanoHint: 'Meltano runs this pipeline with the plugins of its project',
}
