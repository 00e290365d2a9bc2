import type { ListedExecution } from '@flx/shared/executions/execution'
import { CircleStop, GitCompareArrows, RotateCcw } from 'lucide-react'
import { useNavigate } from 'react-router'

import type { ExecutionFilters } from '#web/api/executions/executions.ts'
import { useRole } from '#web/api/access/session.ts'
import { BulkBar, type BulkListProps } from '#web/parts/bulk/bulk-bar.tsx'
import { usePageActions } from '#web/lib/page-actions.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'

import { comparisonOf } from './comparison-of.ts'
import { executionBulkBarWords } from './words.ts'

/** Actions for the ticked executions. */
export function ExecutionBulkBar({
  selection,
  executions,
  total,
  filters,
}: Omit<BulkListProps<ExecutionFilters>, 'shown'> & {
  /** The executions shown. */
  executions: readonly ListedExecution[]
}) {
  const operator = useRole('operator')
  const disabledReason = operator.allowed ? undefined : operator.reason
  const navigate = useNavigate()
  const comparison = comparisonOf(executions, selection.ids)
  const otherPipeline = comparison?.samePipeline === false ? executionBulkBarWords.samePipeline : undefined
  const compare = () => {
    if (comparison !== null) void navigate(paths.comparison(comparison.later, comparison.earlier))
  }
  usePageActions(
    comparison === null
      ? []
      : [
          {
            id: 'compare two',
            label: executionBulkBarWords.compareTwo,
            icon: GitCompareArrows,
            hotkey: 'd',
            disabledReason: otherPipeline,
            act: compare,
          },
        ],
  )
  const { sort: _sort, limit: _limit, ...filter } = filters
  return (
    <BulkBar
      kind="executions"
      selection={selection}
      shown={executions.length}
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
    >
      {comparison !== null && (
        <Button size="small" icon={GitCompareArrows} disabledReason={otherPipeline} onClick={compare}>
          {executionBulkBarWords.compare}
        </Button>
      )}
    </BulkBar>
  )
}
