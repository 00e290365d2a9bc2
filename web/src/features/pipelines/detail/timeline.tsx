import type { AuditEntry } from '@flx/shared/audit'
import type { ExecutionSummary } from '@flx/shared/execution'
import type { TimelineItem } from '@flx/shared/pipeline'
import type { Tick } from '@flx/shared/schedule'
import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarX, History, PencilLine, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines.ts'
import { formatCount } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { LoadMore } from '#web/ui/load-more.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { actionWord } from '../../audit/audit-words.ts'
import { ChangeList } from '../../audit/change-list.tsx'
import { TRIGGER_WORDS } from '../../executions/list/execution-search.ts'

/** Executions, changes of the configuration and missed ticks in one line of time, with who did it. */
export function Timeline({ pipelineId }: { pipelineId: string }) {
  const list = useInfiniteQuery(pipelines.timeline(pipelineId))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isPending) {
    return (
      <Loading label="Loading the timeline">
        <Card className="space-y-5 p-4">
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} className="h-10 w-full" />
          ))}
        </Card>
      </Loading>
    )
  }
  if (list.isError && list.data === undefined) {
    return (
      <Card>
        <ErrorState
          title="The timeline could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      </Card>
    )
  }
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState icon={History} title="Nothing has happened yet">
          Executions and changes of the configuration are listed here.
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <Card className="p-4">
        <ol aria-label="Timeline, newest first" className="relative">
          {items.map((item) => (
            <Entry key={keyOf(item)} item={item} />
          ))}
        </ol>
      </Card>
      <LoadMore
        shown={items.length}
        total={undefined}
        noun={items.length === 1 ? 'entry' : 'entries'}
        hasMore={list.hasNextPage}
        busy={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  )
}

const keyOf = (item: TimelineItem): string => {
  if (item.kind === 'execution') return item.execution.id
  return item.kind === 'change' ? item.change.id : `tick ${item.at}`
}

const ICONS = { execution: Play, change: PencilLine, tick: CalendarX } as const

function Entry({ item }: { item: TimelineItem }) {
  const Icon = ICONS[item.kind]
  return (
    <li className="group relative flex gap-3 pb-5 last:pb-0">
      <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-line group-last:hidden" />
      <span className="grid size-7 shrink-0 place-items-center rounded-full border border-line bg-sunken text-text-faint">
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="min-w-0 grow text-sm">
        {item.kind === 'execution' && <ExecutionEntry execution={item.execution} />}
        {item.kind === 'change' && <ChangeEntry change={item.change} />}
        {item.kind === 'tick' && <TickEntry tick={item.tick} />}
      </div>
    </li>
  )
}

function Line({ children, at }: { children: ReactNode; at: string }) {
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
      {children}
      <RelativeTime at={at} className="ml-auto text-xs whitespace-nowrap text-text-faint" />
    </div>
  )
}

function ExecutionEntry({ execution }: { execution: ExecutionSummary }) {
  const { id, status, triggeredBy, trigger, errorMessage, fullRefresh } = execution
  return (
    <>
      <Line at={execution.queuedAt}>
        <Link to={paths.execution(id)} className="rounded-sm font-medium hover:underline">
          {fullRefresh ? 'Full refresh' : 'Execution'}
        </Link>
        <StatusBadge status={status} cancelling={execution.cancelRequestedAt !== null} />
        <span className="tabular text-text-soft">
          <Duration execution={execution} /> · {formatCount(execution.recordsProcessed, 'record')}
        </span>
        <span className="text-text-faint">
          {triggeredBy === null ? TRIGGER_WORDS[trigger] : `${TRIGGER_WORDS[trigger]}, ${triggeredBy}`}
        </span>
      </Line>
      {errorMessage !== null && status === 'failed' && (
        <p className="line-clamp-2 text-xs text-text-faint">{errorMessage}</p>
      )}
    </>
  )
}

function ChangeEntry({ change }: { change: AuditEntry }) {
  return (
    <>
      <Line at={change.at}>
        <span>
          <b className="font-medium">{change.actorName}</b> {actionWord(change.action)} the pipeline
          {change.tokenName !== null && (
            <span className="text-text-faint"> by the token {change.tokenName}</span>
          )}
        </span>
      </Line>
      <ChangeList changes={change.changes} />
    </>
  )
}

function TickEntry({ tick }: { tick: Tick }) {
  return (
    <>
      <Line at={tick.dueAt}>
        <span className="font-medium">
          {tick.outcome === 'missed' ? 'Missed a tick of its schedule' : 'Skipped a tick of its schedule'}
        </span>
      </Line>
      {tick.reason !== null && <p className="text-xs text-text-faint">{tick.reason}</p>}
    </>
  )
}
