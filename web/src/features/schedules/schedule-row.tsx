import type { ListedSchedule, TickOutcome } from '@flx/shared/schedule'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'

import { updatePipeline } from '#web/api/pipelines.ts'
import { schedules } from '#web/api/schedules.ts'
import { useRole } from '#web/api/session.ts'
import { useNow } from '#web/lib/clock.tsx'
import { formatDuration } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { Td, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { ScheduleWords } from '../pipelines/schedule-words.tsx'
import { isLate } from './late.ts'

const OUTCOMES: Record<TickOutcome, { word: string; tone: 'neutral' | 'caution' | 'danger' }> = {
  enqueued: { word: 'Executed', tone: 'neutral' },
  skipped: { word: 'Skipped', tone: 'caution' },
  missed: { word: 'Missed', tone: 'danger' },
}

/** One schedule: when it is due, what became of its last tick, and what is in its way. */
export function ScheduleRow({ schedule, paused }: { schedule: ListedSchedule; paused: boolean }) {
  const { lastTick, hold, startWindowSeconds: window } = schedule
  const late = isLate(schedule, paused, useNow(5))
  return (
    <Tr data-item>
      <Td className="min-w-48">
        <Link
          data-item-link
          to={paths.pipeline(schedule.pipelineId)}
          className="rounded-sm font-medium hover:underline"
        >
          {schedule.pipelineName}
        </Link>
      </Td>
      <Td className="min-w-56">
        <ScheduleWords schedule={schedule.schedule} timezone={schedule.timezone} />
        {window > 0 && (
          <span className="block text-xs text-text-faint">spread over {formatDuration(window)}</span>
        )}
      </Td>
      <Td className="whitespace-nowrap">
        <span className="inline-flex items-center gap-2">
          {!schedule.isActive ? (
            <Badge>Inactive</Badge>
          ) : paused ? (
            <Badge tone="caution">Paused</Badge>
          ) : (
            <RelativeTime at={schedule.nextDueAt} />
          )}
          {late && <Badge tone="danger">Late</Badge>}
          {hold !== null && (
            <Badge tone="caution" title={`${hold.plugin ?? 'All pipelines'}: ${hold.reason}`}>
              Held
            </Badge>
          )}
        </span>
      </Td>
      <Td className="min-w-40">
        {lastTick === null ? (
          <span className="text-text-faint">None yet</span>
        ) : (
          <span className="inline-flex flex-wrap items-center gap-2">
            <Badge
              tone={OUTCOMES[lastTick.outcome].tone}
              {...(lastTick.reason === null ? {} : { title: lastTick.reason })}
            >
              {OUTCOMES[lastTick.outcome].word}
            </Badge>
            {lastTick.executionId === null ? (
              <RelativeTime at={lastTick.dueAt} className="text-text-soft" />
            ) : (
              <Link to={paths.execution(lastTick.executionId)} className="rounded-sm hover:underline">
                <RelativeTime at={lastTick.dueAt} />
              </Link>
            )}
          </span>
        )}
      </Td>
      <Td className="text-right whitespace-nowrap">
        <SwitchButton schedule={schedule} />
      </Td>
    </Tr>
  )
}

/** Pauses or resumes one schedule; executing by hand works all the same. */
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
  const change = (active: boolean, from: number) =>
    updating.mutate(
      { id: pipelineId, body: { version: from, isActive: active } },
      {
        onSuccess: (saved) =>
          toast.done(
            active
              ? `The schedule of ${pipelineName} goes on.`
              : `The schedule of ${pipelineName} is paused.`,
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
      aria-label={`${isActive ? 'Pause' : 'Resume'} the schedule of ${pipelineName}`}
      onClick={() => change(!isActive, version)}
    >
      {isActive ? 'Pause' : 'Resume'}
    </Button>
  )
}
