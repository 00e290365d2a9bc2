import type { Wall } from '@flx/shared/operations/wall'
import { clsx } from 'clsx'
import { AlarmClock, CircleMinus, CircleX, Hourglass, LoaderCircle } from 'lucide-react'

import { formatNumber, shortSpan } from '#web/lib/format.ts'

import { ListPanel, Name } from './panel.tsx'
import { causesWords, lateWords, runningWords, staleWords } from './words.ts'

/** Causes of failures, with their assignees. */
export function Causes({ failing }: { failing: Wall['failing'] }) {
  const isFailing = failing.total > 0
  return (
    <ListPanel
      title={causesWords.title}
      icon={CircleX}
      tone={isFailing ? 'text-status-failed' : ''}
      marked={isFailing}
      count={formatNumber(failing.total)}
      items={failing.items}
      total={failing.total}
      rowRem={5.2}
      rowKey={({ id }) => id}
      empty={causesWords.none}
      row={({ title, plugin, version, pipelines, assignee, isAcknowledged }) => (
        <span className="min-w-0 grow">
          <span title={title} className="block truncate text-2xl font-semibold">
            {title}
          </span>
          <span className="flex gap-5 text-[1.375rem] leading-8 text-text-soft">
            <span className="min-w-0 grow truncate">
              {plugin !== '' && `${[plugin, version].filter((part) => part !== '').join(' ')} · `}
              {causesWords.pipelines(pipelines)}
            </span>
            <span
              className={clsx(
                'max-w-1/2 shrink-0 truncate',
                assignee === null && !isAcknowledged && 'font-semibold text-status-failed',
              )}
            >
              {assignee ?? (isAcknowledged ? causesWords.acknowledged : causesWords.unassigned)}
            </span>
          </span>
        </span>
      )}
    />
  )
}

/** Pipelines whose data is past its freshness target, longest overdue first. */
export function StalePipelines({ stale, now }: { stale: Wall['stale']; now: number }) {
  const hasTargets = stale.targets > 0
  return (
    <ListPanel
      title={staleWords.title}
      icon={Hourglass}
      tone={stale.total > 0 ? 'text-status-failed' : ''}
      count={formatNumber(stale.total)}
      items={stale.items}
      total={stale.total}
      rowRem={3.2}
      rowKey={({ pipelineId }) => pipelineId}
      empty={hasTargets ? staleWords.none : staleWords.noTargets}
      {...(hasTargets ? {} : { emptyIcon: CircleMinus })}
      row={({ pipelineName, loadedAt, targetSeconds }) => (
        <>
          <Name>{pipelineName}</Name>
          <span className="tabular shrink-0 text-2xl text-text-faint">
            <span className="font-semibold text-status-failed">
              {loadedAt === null ? staleWords.never : shortSpan((now - Date.parse(loadedAt)) / 1000)}
            </span>
            {staleWords.target(shortSpan(targetSeconds))}
          </span>
        </>
      )}
    />
  )
}

/** The running executions, with the remaining time of each if known. */
export function RunningExecutions({ running, now }: { running: Wall['running']; now: number }) {
  return (
    <ListPanel
      title={runningWords.title}
      icon={LoaderCircle}
      tone={running.total > 0 ? 'text-status-running' : ''}
      count={formatNumber(running.total)}
      aside={running.waiting > 0 ? runningWords.waiting(running.waiting) : null}
      items={running.items}
      total={running.total}
      rowRem={2.8}
      rowKey={({ id }) => id}
      empty={runningWords.none}
      emptyIcon={CircleMinus}
      row={(execution) => <RunningRow {...execution} now={now} />}
    />
  )
}

function RunningRow({
  pipelineName,
  startedAt,
  isCancelling,
  usualSeconds,
  now,
}: Wall['running']['items'][number] & { now: number }) {
  const elapsed = Math.max(0, (now - Date.parse(startedAt)) / 1000)
  const share = usualSeconds === null ? null : Math.min(1, elapsed / Math.max(1, usualSeconds))
  const isOver = usualSeconds !== null && elapsed >= usualSeconds
  const remainingText = isCancelling
    ? runningWords.cancelling
    : usualSeconds === null
      ? runningWords.soFar(shortSpan(elapsed))
      : isOver
        ? runningWords.over(shortSpan(elapsed - usualSeconds))
        : runningWords.left(shortSpan(Math.ceil(usualSeconds - elapsed)))
  return (
    <>
      <Name>{pipelineName}</Name>
      <span aria-hidden className="h-3 w-48 shrink-0">
        {share !== null && (
          <span className="block h-full overflow-hidden rounded-full bg-hover">
            <span
              className={clsx(
                'block h-full rounded-full',
                isOver ? 'bg-status-pending-bar' : 'bg-status-running-bar',
              )}
              style={{ width: `${Math.max(2, share * 100)}%` }}
            />
          </span>
        )}
      </span>
      <span
        className={clsx(
          'tabular w-38 shrink-0 truncate text-right text-2xl',
          isOver ? 'text-status-pending' : 'text-text-soft',
        )}
      >
        {remainingText}
      </span>
    </>
  )
}

/** Schedules with a due run that did not start. */
export function LateSchedules({
  late,
  pause,
  now,
}: {
  late: Wall['late']
  pause: Wall['pause']
  now: number
}) {
  const isMore = typeof late.total !== 'number'
  const count = typeof late.total === 'number' ? late.total : late.total.atLeast
  return (
    <ListPanel
      title={lateWords.title}
      icon={AlarmClock}
      tone={count > 0 ? 'text-status-pending' : ''}
      count={lateWords.count(count, isMore)}
      items={late.items}
      total={isMore ? null : count}
      rowRem={3.2}
      rowKey={({ pipelineId }) => pipelineId}
      empty={pause === null ? lateWords.none : lateWords.paused(pause.by)}
      {...(pause === null ? {} : { emptyIcon: CircleMinus })}
      row={({ pipelineName, dueAt }) => (
        <>
          <Name>{pipelineName}</Name>
          <span className="tabular shrink-0 text-2xl font-semibold text-status-pending">
            {lateWords.late(shortSpan((now - Date.parse(dueAt)) / 1000))}
          </span>
        </>
      )}
    />
  )
}
