import type { ListedSchedule, TickOutcome } from '@flx/shared/pipelines/schedule'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'

import { updatePipeline } from '#web/api/pipelines/pipelines.ts'
import { schedules } from '#web/api/schedules.ts'
import { useRole } from '#web/api/access/session.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatPeriod } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { ScheduleWords } from '#web/parts/schedules/schedule-words.tsx'
import { isLate } from '#web/parts/schedules/late.ts'
import { scheduleColumnsWords } from './words.ts'

const OUTCOMES: Record<TickOutcome, { word: string; tone: 'neutral' | 'caution' | 'danger' }> = {
  enqueued: { word: scheduleColumnsWords.executed, tone: 'neutral' },
  skipped: { word: scheduleColumnsWords.skipped, tone: 'caution' },
  missed: { word: scheduleColumnsWords.missed, tone: 'danger' },
}

/** Returns the columns of a schedule: when it is due, the result of its last tick, and what blocks it. */
export const scheduleColumns = (paused: boolean): readonly Column<ListedSchedule>[] => [
  {
    label: scheduleColumnsWords.pipeline,
    card: 'title',
    className: 'w-1/4 min-w-48',
    cell: ({ pipelineId, pipelineName }) => (
      <Link data-item-link to={paths.pipeline(pipelineId)} className="rounded-sm font-medium hover:underline">
        {pipelineName}
      </Link>
    ),
  },
  {
    label: scheduleColumnsWords.schedule,
    card: 'message',
    className: 'w-2/5 min-w-56',
    cell: ({ schedule, timezone, startWindowSeconds }) => (
      <>
        <ScheduleWords schedule={schedule} timezone={timezone} />
        {startWindowSeconds > 0 && (
          <span className="block text-xs text-text-faint">
            {scheduleColumnsWords.spread(formatPeriod(startWindowSeconds))}
          </span>
        )}
      </>
    ),
  },
  {
    label: scheduleColumnsWords.nextRun,
    card: 'fact',
    className: 'whitespace-nowrap',
    cell: (schedule) => <NextTick schedule={schedule} paused={paused} />,
  },
  {
    label: scheduleColumnsWords.lastRun,
    card: 'fact',
    className: 'min-w-40',
    cell: ({ lastTick }) => <LastTick tick={lastTick} />,
  },
  actionsColumn((schedule) => <SwitchButton schedule={schedule} />),
]

function NextTick({ schedule, paused }: { schedule: ListedSchedule; paused: boolean }) {
  const late = isLate(schedule, paused, useNow(5))
  const { hold } = schedule
  return (
    <span className="inline-flex items-center gap-2">
      {!schedule.isActive ? (
        <Badge>{scheduleColumnsWords.inactive}</Badge>
      ) : paused ? (
        <Badge tone="caution">{scheduleColumnsWords.paused}</Badge>
      ) : (
        <RelativeTime at={schedule.nextDueAt} />
      )}
      {late && <Badge tone="danger">{scheduleColumnsWords.late}</Badge>}
      {hold !== null && (
        <Badge tone="caution" title={`${hold.plugin ?? scheduleColumnsWords.allPipelines}: ${hold.reason}`}>
          {scheduleColumnsWords.held}
        </Badge>
      )}
    </span>
  )
}

function LastTick({ tick }: { tick: ListedSchedule['lastTick'] }) {
  if (tick === null) return <span className="text-text-faint">{scheduleColumnsWords.none}</span>
  const { word, tone } = OUTCOMES[tick.outcome]
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Badge tone={tone} {...(tick.reason === null ? {} : { title: tick.reason })}>
        {word}
      </Badge>
      {tick.executionId === null ? (
        <RelativeTime at={tick.dueAt} className="text-text-soft" />
      ) : (
        <Link to={paths.execution(tick.executionId)} className="rounded-sm hover:underline">
          <RelativeTime at={tick.dueAt} />
        </Link>
      )}
    </span>
  )
}

/** Pauses or resumes one schedule. Manual executions work either way. */
function SwitchButton({ schedule }: { schedule: ListedSchedule }) {
  const { pipelineId, pipelineName, isActive, version } = schedule
  const operator = useRole('operator')
  const toast = useToast()
  const queries = useQueryClient()
  const updating = useMutation({
    ...updatePipeline(),
    onSettled: () => queries.invalidateQueries({ queryKey: schedules.all }),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const change = (active: boolean, fromVersion: number) =>
    updating.mutate(
      { id: pipelineId, body: { version: fromVersion, isActive: active } },
      {
        onSuccess: (saved) =>
          toast.done(
            active
              ? scheduleColumnsWords.resumed(pipelineName)
              : scheduleColumnsWords.pausedNamed(pipelineName),
            () => updating.mutate({ id: pipelineId, body: { version: saved.version, isActive: !active } }),
          ),
      },
    )
  return (
    <Button
      size="small"
      data-item-action
      busy={updating.isPending}
      disabledReason={operator.allowed ? undefined : operator.reason}
      aria-label={scheduleColumnsWords.switchLabel(isActive, pipelineName)}
      onClick={() => change(!isActive, version)}
    >
      {isActive ? scheduleColumnsWords.pause : scheduleColumnsWords.resume}
    </Button>
  )
}
