import type { ExecutionSort, ExecutionSummary } from '@flx/shared/execution'
import { can } from '@flx/shared/execution-status'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/session.ts'
import { formatNumber } from '#web/lib/format.ts'
import type { Selection } from '#web/lib/selection.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { SelectBox } from '#web/ui/select-box.tsx'
import { ShortfallBadge } from '#web/ui/shortfall-badge.tsx'
import { SortableTh } from '#web/ui/sortable-th.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { WaitingNote } from '../../holds/waiting-note.tsx'
import { CancelExecutionDialog } from '../cancel-execution-dialog.tsx'
import { TRIGGER_WORDS } from './execution-search.ts'

const COLUMNS = 8

/** The rows of the list, live. Null while the first page loads. */
export function ExecutionTable({
  executions,
  selection,
  sort,
  onSort,
}: {
  executions: readonly ExecutionSummary[] | null
  selection: Selection
  sort: ExecutionSort
  onSort: (sort: ExecutionSort) => void
}) {
  const [cancelling, setCancelling] = useState<ExecutionSummary | null>(null)
  return (
    <>
      <Table
        label="Executions"
        head={
          <>
            <Th className="w-px pr-0">
              <SelectBox
                label="Select all executions shown"
                checked={selection.shown === 'every'}
                mixed={selection.shown === 'some'}
                onToggle={() => selection.setShown(selection.shown !== 'every')}
                className="-my-1"
              />
            </Th>
            <Th>Pipeline</Th>
            <Th>Status</Th>
            <SortableTh label="Started" by="queuedAt" first="descending" sort={sort} onSort={onSort} />
            <Th numeric>Duration</Th>
            <Th numeric>Records</Th>
            <Th>Triggered by</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {executions === null ? (
          <SkeletonRows columns={COLUMNS} rows={12} />
        ) : (
          executions.map((execution) => (
            <Row key={execution.id} execution={execution} selection={selection} onCancel={setCancelling} />
          ))
        )}
      </Table>
      {cancelling !== null && (
        <CancelExecutionDialog execution={cancelling} onClose={() => setCancelling(null)} />
      )}
    </>
  )
}

function Row({
  execution,
  selection,
  onCancel,
}: {
  execution: ExecutionSummary
  selection: Selection
  onCancel: (execution: ExecutionSummary) => void
}) {
  const { id, pipelineName, status, startedAt, queuedAt, errorMessage, cancelRequestedAt } = execution
  const operator = useRole('operator')
  return (
    <Tr data-item data-execution={id} current={selection.has(id)}>
      <Td className="w-px pr-0">
        <SelectBox
          data-item-select
          label={`Select the execution of ${pipelineName} of ${queuedAt}`}
          checked={selection.has(id)}
          onToggle={(range) => selection.toggle(id, range)}
          className="-my-1"
        />
      </Td>
      <Td className="w-full min-w-44 sm:min-w-56">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Link
            to={paths.execution(id)}
            data-item-link
            className="min-w-0 rounded-sm font-medium hover:underline"
          >
            <Breakable text={pipelineName} />
          </Link>
          {execution.fullRefresh && <Badge title="The state was ignored">Full refresh</Badge>}
          {execution.attempt > 1 && <Badge>Attempt {execution.attempt}</Badge>}
        </span>
        {errorMessage !== null && (
          <p className="line-clamp-1 max-w-3xl text-xs break-all text-text-faint" title={errorMessage}>
            {errorMessage}
          </p>
        )}
      </Td>
      <Td>
        <span className="flex items-center gap-1.5">
          <StatusBadge status={status} cancelling={cancelRequestedAt !== null} />
          <ShortfallBadge shortfall={execution.shortfall} />
        </span>
        <WaitingNote execution={execution} className="mt-0.5 block text-xs text-text-faint" />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        {startedAt === null && <span className="text-text-faint">queued </span>}
        <RelativeTime at={startedAt ?? queuedAt} />
      </Td>
      <Td numeric className="tabular">
        <Duration execution={execution} />
      </Td>
      <Td numeric className="tabular">
        {formatNumber(execution.recordsProcessed)}
      </Td>
      <Td className="whitespace-nowrap text-text-soft" title={TRIGGER_WORDS[execution.trigger]}>
        {execution.triggeredBy ?? 'System'}
      </Td>
      <Td className="py-1 text-right whitespace-nowrap">
        {can.cancel(execution).allowed && (
          <Button
            size="small"
            variant="danger-quiet"
            data-item-action
            disabledReason={operator.allowed ? undefined : operator.reason}
            onClick={() => onCancel(execution)}
          >
            Cancel
          </Button>
        )}
      </Td>
    </Tr>
  )
}
