import type { ExecutionSummary } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Database, History as HistoryIcon, Timer, User } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { useRole } from '#web/api/access/session.ts'
import { formatNumber } from '#web/lib/format.ts'
import { useReading } from '#web/lib/reading.ts'
import { shortReason } from '#web/lib/reason.ts'
import { useSteadyRows } from '#web/lib/lists/steady-rows.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ListRegion } from '#web/ui/table/list-region.tsx'
import { LoadMorePages, NewItemsPill } from '#web/ui/table/load-more.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { NoteMark } from '#web/ui/status/note-mark.tsx'
import { ShortfallBadge } from '#web/ui/status/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { CARD_PART } from '#web/ui/table/card-look.ts'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import {
  changeExecutionSearch,
  isNarrowed,
  readExecutionSearch,
  type Changes,
} from '#web/parts/execution-filters/execution-search.ts'
import { ExecutionFilterChips } from '#web/parts/execution-filters/filter-chips.tsx'
import { WaitingNote } from '#web/parts/holds/waiting-note.tsx'
import { ReportedBadge } from '#web/parts/reports/reported-badge.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'
import { CancelDialog } from '../cancel-dialog.tsx'
import { historyWords } from './words.ts'

/** The executions of a pipeline, newest first. New ones appear at the top live. */
export function History({ pipeline }: { pipeline: Pipeline }) {
  const [parameters, setParameters] = useAddressSearch()
  const zone = useTimeZone()
  const search = readExecutionSearch(parameters, zone)
  const { pipelineId: _pipeline, sort: _sort, ...filters } = search.filters
  const isFiltered = isNarrowed(filters)
  const list = useInfiniteQuery({
    ...executions.list({ pipelineId: pipeline.id, limit: 20, ...filters }),
    placeholderData: keepPreviousData,
  })
  const [cancelling, setCancelling] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  const reading = useReading(top)
  const steadyRows = useSteadyRows(
    list.data?.pages.flatMap((page) => page.items) ?? [],
    reading === null || list.isPlaceholderData ? null : `${JSON.stringify(filters)} ${reading}`,
  )
  const { items } = steadyRows
  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters({}, { replace: true, preventScrollReset: true })

  const renderContent = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return <QueryError query={list} title={historyWords.loadError} />
    }
    if (!list.isPending && items.length === 0) {
      return !isFiltered ? (
        <EmptyState icon={HistoryIcon} title={historyWords.noExecutionsYet}>
          {historyWords.emptyHint}
        </EmptyState>
      ) : (
        <EmptyState
          title={historyWords.noExecutionsMatch}
          actions={<Button onClick={clear}>{historyWords.clearAllFilters}</Button>}
        />
      )
    }
    return (
      <>
        <DataTable
          label={historyWords.executionsNewestFirst}
          className="md:-mx-4"
          columns={[
            ...COLUMNS,
            {
              label: historyWords.actions,
              card: 'actions',
              hideLabel: true,
              headClass: 'pr-4!',
              className: 'pr-4!',
              cell: (execution) => <Actions execution={execution} onCancel={() => setCancelling(true)} />,
            },
          ]}
          rows={list.isPending ? null : items}
          keyOf={({ id }) => id}
        />
        {!list.isPending && (
          <LoadMorePages
            query={list}
            shown={items.length}
            total={list.data?.pages[0]?.total}
            noun={[historyWords.one, historyWords.many]}
          />
        )}
      </>
    )
  }

  return (
    <Section
      title={historyWords.executionHistory}
      id="history"
      aside={
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          <SearchField
            label={historyWords.searchHistory}
            placeholder={historyWords.errorMessage}
            value={filters.search ?? ''}
            onSearch={(text) => change({ search: text })}
            className="w-full sm:w-44"
          />
          <ChipRow>
            <ExecutionFilterChips search={{ ...search, filters }} onChange={change} onClear={clear} />
          </ChipRow>
        </div>
      }
    >
      <div ref={top} />
      <NewItemsPill
        count={steadyRows.withheld}
        noun={steadyRows.withheld === 1 ? historyWords.one : historyWords.many}
        onShow={() => {
          steadyRows.release()
          document.getElementById('history')?.scrollIntoView()
        }}
      />
      <ListRegion isStale={list.isPlaceholderData}>{renderContent()}</ListRegion>
      {cancelling && <CancelDialog pipeline={pipeline} onClose={() => setCancelling(false)} />}
    </Section>
  )
}

const COLUMNS: readonly Column<ExecutionSummary>[] = [
  {
    label: historyWords.status,
    card: 'parts',
    headClass: 'pl-4!',
    className: 'min-w-64 pl-4! 2xl:min-w-[32rem]',
    cell: (execution) => <Status execution={execution} />,
  },
  {
    label: historyWords.started,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ startedAt, queuedAt }) =>
      startedAt === null ? (
        <>
          {historyWords.queued} <RelativeTime at={queuedAt} />
        </>
      ) : (
        <RelativeTime at={startedAt} />
      ),
  },
  {
    label: historyWords.duration,
    card: 'fact',
    cardIcon: Timer,
    numeric: true,
    cell: (execution) => <Duration execution={execution} />,
  },
  {
    label: historyWords.records,
    card: 'fact',
    cardIcon: Database,
    numeric: true,
    cell: ({ recordsProcessed }) => formatNumber(recordsProcessed),
  },
  {
    label: historyWords.startedBy,
    card: 'fact',
    cardIcon: User,
    className: 'w-full whitespace-nowrap text-text-soft',
    cell: ({ triggeredBy }) => triggeredBy ?? historyWords.system,
  },
]

function Status({ execution }: { execution: ExecutionSummary }) {
  const { status, cancelRequestedAt, errorMessage } = execution
  return (
    <>
      <span className={clsx('flex items-center gap-2', CARD_PART.head)}>
        <StatusBadge status={status} cancelling={cancelRequestedAt !== null} />
        <ShortfallBadge shortfall={execution.shortfall} />
        {execution.fullRefresh && (
          <Badge title={historyWords.fullRefreshHint}>{historyWords.fullRefresh}</Badge>
        )}
        {execution.attempt > 1 && <Badge>{historyWords.attempt(execution.attempt)}</Badge>}
        <ReportedBadge trigger={execution.trigger} />
        <NoteMark notes={execution.notes} />
      </span>
      <WaitingNote
        execution={execution}
        className={clsx('mt-0.5 block text-xs text-text-faint', CARD_PART.message)}
      />
      {errorMessage !== null && status === 'failed' && (
        <span
          title={errorMessage}
          className={clsx(
            'mt-1 line-clamp-1 max-w-lg text-xs text-text-faint max-md:mt-0 max-md:line-clamp-2 max-md:text-status-failed',
            CARD_PART.message,
          )}
        >
          {shortReason(errorMessage)}
        </span>
      )}
    </>
  )
}

function Actions({ execution, onCancel }: { execution: ExecutionSummary; onCancel: () => void }) {
  const operator = useRole('operator')
  const { id, status, cancelRequestedAt, queuedAt } = execution
  const reason = operator.allowed
    ? cancelRequestedAt === null
      ? undefined
      : historyWords.cancelling
    : operator.reason
  return (
    <div className="flex justify-end gap-1">
      {!isFinished(status) && (
        <Button size="small" data-item-action disabledReason={reason} onClick={onCancel}>
          {historyWords.cancel}
        </Button>
      )}
      <Link
        data-item-link
        to={paths.execution(id)}
        aria-label={historyWords.viewOne(queuedAt)}
        className={buttonClass({ variant: 'quiet', size: 'small' })}
      >
        {historyWords.view}
      </Link>
    </div>
  )
}
