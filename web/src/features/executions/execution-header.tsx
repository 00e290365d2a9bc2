import type { Execution } from '@flx/shared/executions/execution'
import { recordsKnown } from '@flx/shared/executions/execution-status'
import { CalendarClock, Database, Gauge, Timer, Waypoints, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatDuration, formatNumber, formatRate } from '#web/lib/format.ts'
import { startedText } from '#web/parts/execution-filters/words.ts'
import { PriorityBadge } from '#web/parts/queue/priority-badge.tsx'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { ShortfallBadge } from '#web/ui/status/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'
import { tabTitle } from '#web/ui/words.ts'

import { RetryLinks } from './retry-links.tsx'
import { useRate } from './use-rate.ts'
import { executionHeaderWords as WORDS } from './words.ts'

/** The head of an execution's page, a single sticky line: status, pipeline, figures and actions. */
export function ExecutionHeader({ execution, actions }: { execution: Execution; actions: ReactNode }) {
  const { status, pipelineName, expectedSeconds, shortfall } = execution
  const isRunning = status === 'running'
  return (
    <header className="top-13 z-10 -mx-4 mb-3 flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-rail px-4 py-2 first:-mt-5 sm:sticky sm:-mx-6 sm:px-6">
      <title>{tabTitle(`${status}: ${pipelineName}`)}</title>
      <StatusBadge status={status} cancelling={execution.cancelRequestedAt !== null} />
      <h1 className="min-w-0 truncate text-lg font-semibold" title={pipelineName}>
        <Link to={paths.pipeline(execution.pipelineId)} className="hover:underline">
          {pipelineName}
        </Link>
      </h1>
      <ul className="tabular flex min-w-0 grow flex-wrap items-center gap-x-4 gap-y-1 text-sm text-text-soft">
        <Fact icon={Timer}>
          <Duration execution={execution} />
          {isRunning && expectedSeconds !== null && WORDS.ofAbout(formatDuration(expectedSeconds))}
        </Fact>
        <Fact icon={Database}>
          <Records execution={execution} />
        </Fact>
        <Fact icon={Gauge}>
          <Speed execution={execution} />
        </Fact>
        <Fact icon={CalendarClock}>
          {startedText(execution)}, <RelativeTime at={execution.queuedAt} />
        </Fact>
        {status === 'success' && (
          <Fact icon={Waypoints}>
            <Link
              to={paths.lineage({ pipeline: execution.pipelineId, execution: execution.id })}
              className="rounded-sm text-accent hover:underline"
            >
              {WORDS.lineage}
            </Link>
          </Fact>
        )}
        {status === 'failed' && (
          <Fact icon={Waypoints}>
            <Link
              to={paths.lineage({ pipeline: execution.pipelineId })}
              className="rounded-sm text-accent hover:underline"
            >
              {WORDS.whatIsLate}
            </Link>
          </Fact>
        )}
        {(execution.retryOf !== null || execution.retriedBy !== null) && (
          <li className="flex gap-2">
            <RetryLinks execution={execution} />
          </li>
        )}
        {(execution.fullRefresh || shortfall !== null || execution.priority !== 'normal') && (
          <li className="flex gap-2">
            <ShortfallBadge shortfall={shortfall} />
            <PriorityBadge priority={execution.priority} />
            {execution.fullRefresh && <Badge>{WORDS.fullRefresh}</Badge>}
          </li>
        )}
      </ul>
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    </header>
  )
}

function Fact({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="size-3.5 text-text-faint" />
      <span>{children}</span>
    </li>
  )
}

/** The number of records. Plugins that Meltano performs might not report it. */
function Records({ execution }: { execution: Execution }) {
  const recordsState = recordsKnown(execution)
  if (recordsState === 'unknown') return <span title={WORDS.notReportedHint}>{WORDS.notReported}</span>
  return (
    <>
      <span data-testid="records">{formatNumber(execution.recordsProcessed)}</span>{' '}
      {execution.recordsProcessed === 1 ? WORDS.record : WORDS.records}
      {recordsState === 'reported' && <span title={WORDS.reportedHint}> {WORDS.reported}</span>}
    </>
  )
}

/** The current rate while it runs, afterwards the average. */
function Speed({ execution }: { execution: Execution }) {
  const { status, recordsProcessed: records, durationSeconds: seconds } = execution
  const rate = useRate(records ?? 0, status === 'running')
  if (recordsKnown(execution) === 'unknown') return <>—</>
  if (status === 'running') return <>{formatRate(rate)}</>
  return <>{seconds === null || seconds === 0 ? '—' : formatRate((records ?? 0) / seconds)}</>
}
