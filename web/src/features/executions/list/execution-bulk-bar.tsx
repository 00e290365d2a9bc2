import type { Total } from '@flx/shared/list'
import { RotateCcw, Square } from 'lucide-react'

import type { ExecutionFilters } from '#web/api/executions.ts'
import { useRole } from '#web/api/session.ts'
import { BulkBar } from '#web/features/bulk/bulk-bar.tsx'
import type { Selection } from '#web/lib/selection.ts'

/** What can be done to the ticked executions. */
export function ExecutionBulkBar({
  selection,
  shown,
  total,
  filters,
}: {
  selection: Selection
  shown: number
  total: Total | undefined
  filters: ExecutionFilters
}) {
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
          icon: Square,
          danger: true,
          disabledReason,
          confirm: (
            <p>
              Those that have not ended are stopped. What their loaders confirmed until then is kept, and the
              next executions go on from there.
            </p>
          ),
        },
        {
          action: 'retry',
          icon: RotateCcw,
          disabledReason,
          confirm: (
            <p>
              Failed and cancelled ones are executed again, with the present configuration. Of several of one
              pipeline only the newest can start.
            </p>
          ),
        },
      ]}
    />
  )
}
