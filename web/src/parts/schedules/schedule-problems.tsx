import { useQuery } from '@tanstack/react-query'

import { useLive } from '#web/api/live/live.tsx'
import { schedules } from '#web/api/schedules.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { isLate } from './late.ts'
import { scheduleProblemsWords } from './words.ts'

/** Problems with the schedule of one pipeline: late, paused or held. Renders nothing if there are none. */
export function ScheduleProblems({ pipelineId }: { pipelineId: string }) {
  useLive('schedules')
  const { data: schedule } = useQuery(schedules.ofPipeline(pipelineId))
  const now = useNow(5)
  if (schedule === undefined || schedule === null) return null
  const late = isLate(schedule, schedule.pause !== null, now)
  return (
    <>
      {late && (
        <Badge tone="danger" title={scheduleProblemsWords.lateHint}>
          {scheduleProblemsWords.lateDue}
          <RelativeTime at={schedule.nextDueAt} />
        </Badge>
      )}
      {schedule.pause !== null && (
        <Badge tone="caution" title={scheduleProblemsWords.pausedBy(schedule.pause.by)}>
          {scheduleProblemsWords.paused}
        </Badge>
      )}
      {schedule.hold !== null && (
        <Badge tone="caution" title={schedule.hold.reason}>
          {scheduleProblemsWords.held}
        </Badge>
      )}
    </>
  )
}
