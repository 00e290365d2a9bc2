import type { Schedule } from '@flx/shared/pipelines/schedule'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { schedules } from '#web/api/schedules.ts'
import { useNow } from '#web/lib/time/clock.tsx'

/** A tick that has been due for longer did not fire in time. */
const LATE_MS = 60_000

/** Reports whether a schedule is late, according to the server or to the time that has passed since. */
export function isLate(
  schedule: Pick<Schedule, 'isLate' | 'nextDueAt' | 'isActive' | 'missedTicks'>,
  paused: boolean,
  now: number,
): boolean {
  if (paused || !schedule.isActive || schedule.nextDueAt === null) return false
  // A schedule that catches up can be waiting for an execution, which only the server knows.
  return schedule.isLate || (schedule.missedTicks !== 'all' && now - Date.parse(schedule.nextDueAt) > LATE_MS)
}

/**
 * Returns the late schedules for the dashboard. A tick that did not fire emits no event, so the clock
 * decides: when an upcoming tick is overdue, the list is reloaded.
 */
export function useLateSchedules() {
  const { data: late, refetch } = useQuery(schedules.late())
  const { data: upcoming } = useQuery(schedules.upcoming())
  const now = useNow(5)
  const overdue = upcoming?.items.find(({ dueAt }) => now - Date.parse(dueAt) > LATE_MS)
  const overdueKey = overdue === undefined ? null : `${overdue.pipelineId} ${overdue.dueAt}`
  useEffect(() => {
    if (overdueKey !== null) void refetch()
  }, [overdueKey, refetch])
  return late
}
