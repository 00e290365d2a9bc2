import type { ExecutionSort, ListedExecution } from '@flx/shared/executions/execution'
import { can } from '@flx/shared/executions/execution-status'
import { clsx } from 'clsx'
import { Database, Timer, User } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { dayOf } from '#web/lib/time/days.ts'
import { formatDate, formatDateTime } from '#web/lib/format.ts'
import { shortReason } from '#web/lib/reason.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import type { Selection } from '#web/lib/lists/selection.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { CARD_PART } from '#web/ui/table/card-look.ts'
import { NoteMark } from '#web/ui/status/note-mark.tsx'
import { ShortfallBadge } from '#web/ui/status/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { WaitingNote } from '#web/parts/holds/waiting-note.tsx'
import { PriorityBadge } from '#web/parts/queue/priority-badge.tsx'
import { ReportedBadge } from '#web/parts/reports/reported-badge.tsx'
import { PriorityMenu } from '#web/parts/queue/priority-menu.tsx'
import { CancelExecutionDialog } from '../cancel-execution-dialog.tsx'
import { TOTALS } from '../execution-totals.ts'
import { RetryLinks } from '../retry-links.tsx'
import { TRIGGER_WORDS } from '#web/parts/execution-filters/words.ts'
import { executionTableWords } from './words.ts'

type SortKey = 'queuedAt' | 'duration' | 'records'

const COLUMNS: readonly Column<ListedExecution, SortKey>[] = [
  {
    label: executionTableWords.pipeline,
    card: 'parts',
    // On wide screens all columns share the room, so that a status is not far from its pipeline.
    className: 'w-full min-w-44 sm:min-w-56 2xl:w-2/5',
    cell: (execution) => (
      <>
        <span className={clsx('flex flex-wrap items-center gap-x-2 gap-y-0.5', CARD_PART.head)}>
          <Link
            to={paths.execution(execution.id)}
            data-item-link
            className="min-w-0 rounded-sm font-medium hover:underline"
          >
            <Breakable text={execution.pipelineName} />
          </Link>
          {execution.fullRefresh && (
            <Badge title={executionTableWords.fullRefreshHint}>{executionTableWords.fullRefresh}</Badge>
          )}
          <ReportedBadge trigger={execution.trigger} />
          <PriorityBadge priority={execution.priority} />
          <RetryLinks execution={execution} short />
          <NoteMark notes={execution.notes} />
        </span>
        <WaitingNote
          execution={execution}
          className={clsx('mt-0.5 block text-xs text-text-faint max-md:mt-0', CARD_PART.message)}
        />
        {execution.errorMessage !== null && (
          <p
            className={clsx(
              'line-clamp-1 max-w-3xl text-xs break-all text-text-faint max-md:line-clamp-2 max-md:break-normal max-md:wrap-anywhere max-md:text-status-failed',
              CARD_PART.message,
            )}
            title={execution.errorMessage}
          >
            {shortReason(execution.errorMessage)}
          </p>
        )}
      </>
    ),
  },
  {
    label: executionTableWords.status,
    card: 'parts',
    cell: (execution) => (
      <span className={clsx('flex items-center gap-1.5', CARD_PART.status)}>
        <StatusBadge status={execution.status} cancelling={execution.cancelRequestedAt !== null} />
        <ShortfallBadge shortfall={execution.shortfall} />
      </span>
    ),
  },
  {
    label: executionTableWords.started,
    card: 'time',
    sort: { by: 'queuedAt', first: 'descending' },
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ startedAt, queuedAt }) => (
      <>
        {startedAt === null && <span className="text-text-faint">{executionTableWords.queued} </span>}
        <RelativeTime at={startedAt ?? queuedAt} />
      </>
    ),
  },
  {
    label: executionTableWords.duration,
    card: 'fact',
    cardIcon: Timer,
    sort: { by: 'duration', first: 'descending' },
    numeric: true,
    className: 'tabular',
    cell: (execution) => <Duration execution={execution} />,
  },
  ...TOTALS.map(({ name, label, format }): Column<ListedExecution, SortKey> => ({
    label,
    ...(name === 'recordsProcessed' ? { sort: { by: 'records', first: 'descending' } as const } : {}),
    numeric: true,
    card: name === 'recordsProcessed' ? 'fact' : 'none',
    cardIcon: Database,
    className: 'tabular whitespace-nowrap',
    cell: (execution) => format(execution[name]),
  })),
  {
    label: executionTableWords.startedBy,
    card: 'fact',
    cardIcon: User,
    className: 'whitespace-nowrap text-text-soft',
    title: ({ trigger }) => TRIGGER_WORDS[trigger],
    cell: ({ triggeredBy }) => triggeredBy ?? executionTableWords.system,
  },
]

/** The live rows of the list. Null while the first page loads. */
export function ExecutionTable({
  executions,
  selection,
  sort,
  onSort,
}: {
  executions: readonly ListedExecution[] | null
  selection: Selection
  sort: ExecutionSort
  onSort: (sort: ExecutionSort) => void
}) {
  const [cancelling, setCancelling] = useState<ListedExecution | null>(null)
  const zone = useTimeZone()
  const today = dayOf(new Date(useNow(60)), zone)
  return (
    <>
      <DataTable
        label={executionTableWords.executions}
        columns={[
          ...COLUMNS,
          actionsColumn<ListedExecution>(
            (execution) => (
              <span className="inline-flex items-center gap-1">
                <PriorityMenu execution={execution} small />
                <CancelButton execution={execution} onCancel={setCancelling} />
              </span>
            ),
            'py-1 text-right whitespace-nowrap',
          ),
        ]}
        rows={executions}
        keyOf={({ id }) => id}
        skeleton={12}
        order={{ sort, onSort }}
        choice={{
          selection,
          all: executionTableWords.selectAllExecutionsShown,
          one: ({ pipelineName, queuedAt }) =>
            executionTableWords.selectOne(pipelineName, formatDateTime(queuedAt, zone)),
        }}
        groupOf={
          sort === '-queuedAt' || sort === 'queuedAt'
            ? (row) => dayWords(row.queuedAt, today, zone)
            : undefined
        }
        rowData={({ id }) => ({ 'data-execution': id })}
      />
      {cancelling !== null && (
        <CancelExecutionDialog execution={cancelling} onClose={() => setCancelling(null)} />
      )}
    </>
  )
}

/** Formats the heading of a day's executions: "Today, 28 Nov 2026", "27 Nov 2026". */
function dayWords(at: string, today: string, zone: string): string {
  const date = formatDate(at, zone)
  return dayOf(new Date(at), zone) === today ? executionTableWords.today(date) : date
}

function CancelButton({
  execution,
  onCancel,
}: {
  execution: ListedExecution
  onCancel: (execution: ListedExecution) => void
}) {
  const operator = useRole('operator')
  if (!can.cancel(execution).allowed) return null
  return (
    <Button
      size="small"
      variant="danger-quiet"
      data-item-action
      disabledReason={operator.allowed ? undefined : operator.reason}
      onClick={() => onCancel(execution)}
    >
      {executionTableWords.cancel}
    </Button>
  )
}
