import { changeWords } from '@flx/shared/catalog/catalog-diff'
import type { AuditEntry } from '@flx/shared/access/audit'
import type { ExecutionSummary } from '@flx/shared/executions/execution'
import type { TimelineItem } from '@flx/shared/pipelines/pipeline-history'
import type { Tick } from '@flx/shared/pipelines/schedule'
import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarX, GitCompareArrows, History, PencilLine, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { shortReason } from '#web/lib/reason.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Card } from '#web/ui/card.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { actionWord } from '#web/parts/changes/audit-words.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { startedText } from '#web/parts/execution-filters/words.ts'
import { timelineWords } from './words.ts'

/** Executions, configuration changes and missed ticks in one timeline, with who made them. */
export function Timeline({ pipelineId }: { pipelineId: string }) {
  const list = useInfiniteQuery(pipelines.timeline(pipelineId))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isPending) {
    return (
      <Loading label={timelineWords.loadingTimeline}>
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
        <QueryError query={list} title={timelineWords.loadError} />
      </Card>
    )
  }
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState icon={History} title={timelineWords.empty}>
          {timelineWords.emptyHint}
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <Card className="p-4">
        <ol aria-label={timelineWords.timelineNewestFirst} className="relative">
          {items.map((item) => (
            <Entry key={keyOf(item)} item={item} />
          ))}
        </ol>
      </Card>
      <LoadMorePages query={list} shown={items.length} total={undefined} noun={timelineWords.noun} />
    </>
  )
}

const keyOf = (item: TimelineItem): string => {
  if (item.kind === 'execution') return item.execution.id
  if (item.kind === 'schema') return item.id
  return item.kind === 'change' ? item.change.id : `tick ${item.at}`
}

const ICONS = { execution: Play, change: PencilLine, tick: CalendarX, schema: GitCompareArrows } as const

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
        {item.kind === 'schema' && <SchemaEntry item={item} />}
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
  const { id, status, errorMessage, fullRefresh } = execution
  return (
    <>
      <Line at={execution.queuedAt}>
        <Link to={paths.execution(id)} className="rounded-sm font-medium hover:underline">
          {fullRefresh ? timelineWords.fullRefresh : timelineWords.execution}
        </Link>
        <StatusBadge status={status} cancelling={execution.cancelRequestedAt !== null} />
        <span className="tabular text-text-soft">
          <Duration execution={execution} /> · {timelineWords.records(execution.recordsProcessed)}
        </span>
        <span className="text-text-faint">{startedText(execution)}</span>
      </Line>
      {errorMessage !== null && status === 'failed' && (
        <p title={errorMessage} className="line-clamp-2 text-xs text-text-faint">
          {shortReason(errorMessage)}
        </p>
      )}
    </>
  )
}

function ChangeEntry({ change }: { change: AuditEntry }) {
  return (
    <>
      <Line at={change.at}>
        <span>
          <b className="font-medium">{change.actorName}</b> {timelineWords.changed(actionWord(change.action))}
          {change.tokenName !== null && (
            <span className="text-text-faint"> {timelineWords.byToken(change.tokenName)}</span>
          )}
        </span>
      </Line>
      <ChangeList changes={change.changes} />
    </>
  )
}

function SchemaEntry({ item }: { item: Extract<TimelineItem, { kind: 'schema' }> }) {
  return (
    <>
      <Line at={item.at}>
        <span className="font-medium">{timelineWords.schemaChanged}</span>
        <span className="text-text-soft">{changeWords(item.change)}</span>
      </Line>
      <p className="text-xs break-words text-text-faint">
        {timelineWords.discoveredWith} <code>{item.plugin}</code>: {item.change.examples.join(', ')}
      </p>
    </>
  )
}

function TickEntry({ tick }: { tick: Tick }) {
  return (
    <>
      <Line at={tick.dueAt}>
        <span className="font-medium">
          {tick.outcome === 'missed' ? timelineWords.missed : timelineWords.skipped}
        </span>
      </Line>
      {tick.reason !== null && <p className="text-xs text-text-faint">{tick.reason}</p>}
    </>
  )
}
