import type { ExecutionSummary } from '@flx/shared/execution'
import { can } from '@flx/shared/execution-status'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/session.ts'
import { formatNumber } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { CancelExecutionDialog } from './cancel-execution-dialog.tsx'

const HEAD = (
  <>
    <Th>Pipeline</Th>
    <Th>Status</Th>
    <Th>Started</Th>
    <Th numeric>Duration</Th>
    <Th numeric>Records</Th>
    <Th>Triggered by</Th>
    <Th>
      <span className="sr-only">Actions</span>
    </Th>
  </>
)

/** The rows of the list, live. */
export function ExecutionTable({ executions }: { executions: readonly ExecutionSummary[] }) {
  const [cancelling, setCancelling] = useState<ExecutionSummary | null>(null)
  const operator = useRole('operator')
  return (
    <>
      <Table label="Executions" head={HEAD}>
        {executions.map((execution) => (
          <Tr key={execution.id} data-item data-execution={execution.id}>
            <Td className="min-w-48">
              <Link
                to={paths.execution(execution.id)}
                data-item-link
                className="font-medium break-words hover:underline"
              >
                {execution.pipelineName}
              </Link>
              {execution.fullRefresh && <Badge className="ml-2">full refresh</Badge>}
              {execution.errorMessage !== null && (
                <p className="line-clamp-1 max-w-xl text-xs text-text-faint" title={execution.errorMessage}>
                  {execution.errorMessage}
                </p>
              )}
            </Td>
            <Td>
              <StatusBadge status={execution.status} cancelling={execution.cancelRequestedAt !== null} />
            </Td>
            <Td className="whitespace-nowrap text-text-soft">
              <RelativeTime at={execution.startedAt} />
            </Td>
            <Td numeric className="tabular">
              <Duration execution={execution} />
            </Td>
            <Td numeric className="tabular">
              {formatNumber(execution.recordsProcessed)}
            </Td>
            <Td className="whitespace-nowrap text-text-soft">{execution.triggeredBy ?? 'System'}</Td>
            <Td className="text-right whitespace-nowrap">
              {operator && can.cancel(execution).allowed && (
                <Button
                  size="small"
                  variant="danger-quiet"
                  data-item-action
                  onClick={() => setCancelling(execution)}
                >
                  Cancel
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </Table>
      {cancelling !== null && (
        <CancelExecutionDialog execution={cancelling} onClose={() => setCancelling(null)} />
      )}
    </>
  )
}

export function ExecutionTableSkeleton() {
  return (
    <Table label="Executions" head={HEAD}>
      <SkeletonRows columns={7} rows={10} />
    </Table>
  )
}
