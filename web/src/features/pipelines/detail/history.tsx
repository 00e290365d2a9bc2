import type { ExecutionSummary } from '@flx/shared/execution'
import { isFinished } from '@flx/shared/execution-status'
import type { Pipeline } from '@flx/shared/pipeline'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { History as HistoryIcon } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { useRole } from '#web/api/session.ts'
import { formatNumber } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { useReading } from '#web/lib/reading.ts'
import { useSteadyRows } from '#web/lib/steady-rows.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { LoadMore, NewItemsPill } from '#web/ui/load-more.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'
import { ShortfallBadge } from '#web/ui/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import {
  changeExecutionSearch,
  isNarrowed,
  readExecutionSearch,
  type Changes,
} from '../../executions/list/execution-search.ts'
import { ExecutionFilterChips } from '../../executions/list/filter-chips.tsx'
import { WaitingNote } from '../../holds/waiting-note.tsx'
import { CancelDialog } from '../cancel-dialog.tsx'

/** The executions of a pipeline, newest first; new ones come in at the top by themselves. */
export function History({ pipeline }: { pipeline: Pipeline }) {
  const [parameters, setParameters] = useSearchParams()
  const zone = useTimeZone()
  const search = readExecutionSearch(parameters, zone)
  const { pipelineId: _pipeline, sort: _sort, ...filters } = search.filters
  const narrowed = isNarrowed(filters)
  const list = useInfiniteQuery({
    ...executions.list({ pipelineId: pipeline.id, limit: 20, ...filters }),
    placeholderData: keepPreviousData,
  })
  const [cancelling, setCancelling] = useState(false)
  const region = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  useListKeys(region)
  const reading = useReading(top)
  const steady = useSteadyRows(
    list.data?.pages.flatMap((page) => page.items) ?? [],
    reading === null || list.isPlaceholderData ? null : `${JSON.stringify(filters)} ${reading}`,
  )
  const { items } = steady
  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters({}, { replace: true, preventScrollReset: true })

  const content = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <ErrorState
          title="The history could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      )
    }
    if (!list.isPending && items.length === 0) {
      return !narrowed ? (
        <EmptyState icon={HistoryIcon} title="No executions yet">
          Execute this pipeline to see history.
        </EmptyState>
      ) : (
        <EmptyState
          title="No executions match"
          actions={<Button onClick={clear}>Clear all filters</Button>}
        />
      )
    }
    return (
      <>
        <Table
          label="Executions, newest first"
          className="-mx-4"
          head={
            <>
              <Th className="pl-4!">Status</Th>
              <Th>Started</Th>
              <Th numeric>Duration</Th>
              <Th numeric>Records</Th>
              <Th>Triggered by</Th>
              <Th className="pr-4!">
                <span className="sr-only">Actions</span>
              </Th>
            </>
          }
        >
          {list.isPending ? (
            <SkeletonRows columns={6} />
          ) : (
            items.map((execution) => (
              <Row key={execution.id} execution={execution} onCancel={() => setCancelling(true)} />
            ))
          )}
        </Table>
        {!list.isPending && (
          <LoadMore
            shown={items.length}
            total={list.data?.pages[0]?.total}
            noun={items.length === 1 ? 'execution' : 'executions'}
            hasMore={list.hasNextPage}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </>
    )
  }

  return (
    <Section
      title="Execution history"
      id="history"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <SearchField
            label="Search the history"
            placeholder="Error message…"
            value={filters.search ?? ''}
            onSearch={(text) => change({ search: text })}
            className="w-full sm:w-44"
          />
          <ExecutionFilterChips search={{ ...search, filters }} onChange={change} onClear={clear} />
        </div>
      }
    >
      <div ref={top} />
      <NewItemsPill
        count={steady.withheld}
        noun={steady.withheld === 1 ? 'execution' : 'executions'}
        onShow={() => {
          steady.release()
          document.getElementById('history')?.scrollIntoView()
        }}
      />
      <div ref={region} className={list.isPlaceholderData ? 'opacity-60' : undefined}>
        {content()}
      </div>
      {cancelling && <CancelDialog pipeline={pipeline} onClose={() => setCancelling(false)} />}
    </Section>
  )
}

function Row({ execution, onCancel }: { execution: ExecutionSummary; onCancel: () => void }) {
  const operator = useRole('operator')
  const { id, status, cancelRequestedAt, startedAt, queuedAt, errorMessage } = execution
  const reason = operator.allowed
    ? cancelRequestedAt === null
      ? undefined
      : 'Cancelling is under way.'
    : operator.reason
  return (
    <Tr data-item>
      <Td className="min-w-64 pl-4! 2xl:min-w-[32rem]">
        <span className="flex items-center gap-2">
          <StatusBadge status={status} cancelling={cancelRequestedAt !== null} />
          <ShortfallBadge shortfall={execution.shortfall} />
          {execution.fullRefresh && <Badge title="State was ignored">Full refresh</Badge>}
          {execution.attempt > 1 && <Badge>Attempt {execution.attempt}</Badge>}
        </span>
        <WaitingNote execution={execution} className="mt-0.5 block text-xs text-text-faint" />
        {errorMessage !== null && status === 'failed' && (
          <span title={errorMessage} className="mt-1 line-clamp-1 max-w-lg text-xs text-text-faint">
            {errorMessage}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        {startedAt === null ? (
          <>
            queued <RelativeTime at={queuedAt} />
          </>
        ) : (
          <RelativeTime at={startedAt} />
        )}
      </Td>
      <Td numeric>
        <Duration execution={execution} />
      </Td>
      <Td numeric>{formatNumber(execution.recordsProcessed)}</Td>
      <Td className="w-full whitespace-nowrap text-text-soft">{execution.triggeredBy ?? 'System'}</Td>
      <Td className="pr-4!">
        <div className="flex justify-end gap-1">
          {!isFinished(status) && (
            <Button size="small" data-item-action disabledReason={reason} onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Link
            data-item-link
            to={paths.execution(id)}
            aria-label={`View the execution of ${queuedAt}`}
            className={buttonClass({ variant: 'quiet', size: 'small' })}
          >
            View
          </Link>
        </div>
      </Td>
    </Tr>
  )
}
