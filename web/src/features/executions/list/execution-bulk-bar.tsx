import { CircleStop, RotateCcw } from 'lucide-react'

import type { ExecutionFilters } from '#web/api/executions.ts'
import { useRole } from '#web/api/access/session.ts'
import { BulkBar, type BulkListProps } from '#web/parts/bulk/bulk-bar.tsx'
import { executionBulkBarWords } from './words.ts'

/** Actions for the ticked executions. */
export function ExecutionBulkBar({ selection, shown, total, filters }: BulkListProps<ExecutionFilters>) {
  const operator = useRole('operator')
  const disabledReason = operator.allowed ? undefined : operator.reason
  const { sort: _sort, limit: _limit, ...filter } = filters
  return (
    <BulkBar
      kind="executions"
      selection={selection}
      shown={shown}
      total={total}
      filter={filter}
      actions={[
        {
          action: 'cancel',
          icon: CircleStop,
          danger: true,
          disabledReason,
          confirm: <p>{executionBulkBarWords.cancelHint}</p>,
        },
        {
          action: 'retry',
          icon: RotateCcw,
          disabledReason,
          confirm: <p>{executionBulkBarWords.retryHint}</p>,
        },
      ]}
    />
  )
}
