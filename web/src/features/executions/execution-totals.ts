import type { ExecutionTotals } from '@flx/shared/executions/execution-totals'

import { formatBytes, formatNumber, formatRate } from '#web/lib/format.ts'

import { totalsWords } from './totals-words.ts'

export interface Total {
  name: keyof ExecutionTotals
  label: string
  format: (value: number | null) => string
  formatRate: (perSecond: number) => string
  /** Names what is counted, for the tile of an execution without a rate. */
  note: string
}

/** The totals of executions, in the order of columns, tiles and lines. */
export const TOTALS: readonly Total[] = [
  {
    name: 'recordsProcessed',
    label: totalsWords.records,
    format: formatNumber,
    formatRate,
    note: totalsWords.afterMappers,
  },
  {
    name: 'bytesTransferred',
    label: totalsWords.data,
    format: formatBytes,
    formatRate: (perSecond) => `${formatBytes(perSecond)}/s`,
    note: totalsWords.transferred,
  },
]
