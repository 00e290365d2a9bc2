import type { ExecutionSummary } from '@flx/shared/executions/execution'
import type { Statistics } from '@flx/shared/operations/statistics'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatDuration } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { runningNowWords } from './words.ts'

const SHOWN = 10

/** Running executions, longest first. Each bar starts when the execution did and ends now. */
export function RunningNow({
  figures,
  className,
}: {
  /** Undefined while they load. */
  figures: Statistics | undefined
  className?: string
}) {
  const list = useInfiniteQuery(executions.list({ status: ['running'], sort: 'queuedAt', limit: SHOWN }))
  const items = (list.data?.pages[0]?.items ?? []).filter(({ status }) => status === 'running')
  const more = (figures?.runningExecutions ?? 0) - items.length
  const waiting = figures?.pendingExecutions ?? 0
  return (
    <Section
      title={runningNowWords.runningNow}
      className={className ?? ''}
      aside={
        waiting > 0 && (
          <Link
            to={paths.executions({ status: 'pending' })}
            className="tabular rounded-sm text-xs text-text-faint hover:underline"
          >
            {runningNowWords.waiting(waiting)}
          </Link>
        )
      }
    >
      {list.isError && items.length === 0 ? (
        <QueryError query={list} />
      ) : list.isPending ? (
        // As high as the sentence that nothing runs.
        <Skeleton className="h-17 w-full" />
      ) : items.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{runningNowWords.none}</p>
      ) : (
        <Timeline items={items} />
      )}
      {more > 0 && items.length > 0 && (
        <Link
          to={paths.executions({ status: 'running' })}
          className={buttonClass({ size: 'small', variant: 'quiet', className: 'mt-2' })}
        >
          {runningNowWords.more(more)}
        </Link>
      )}
    </Section>
  )
}

function Timeline({ items }: { items: readonly ExecutionSummary[] }) {
  const now = useNow()
  const rows = items
    .map((item) => ({
      ...item,
      elapsed: Math.max(0, (now - Date.parse(item.startedAt ?? item.queuedAt)) / 1000),
    }))
    .sort((a, b) => b.elapsed - a.elapsed)
  const longest = Math.max(10, ...rows.map(({ elapsed }) => elapsed))
  return (
    <ul className="space-y-1">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            to={paths.execution(row.id)}
            data-running={row.id}
            className="grid grid-cols-[minmax(0,1fr)_minmax(4rem,8rem)_5.5rem] items-center gap-3 rounded-sm py-1 text-sm hover:bg-hover"
          >
            <span className="truncate" title={row.pipelineName}>
              {row.pipelineName}
            </span>
            <span aria-hidden className="flex h-3.5 justify-end rounded-sm bg-sunken">
              <span
                className="min-w-1 rounded-sm bg-status-running-bar"
                style={{ width: `${(row.elapsed / longest) * 100}%` }}
              />
            </span>
            <span className="tabular text-right text-text-soft" data-ticking>
              {row.cancelRequestedAt === null ? formatDuration(row.elapsed) : runningNowWords.cancelling}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
