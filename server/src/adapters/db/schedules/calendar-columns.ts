import { scheduleProblem, timezoneProblem } from '../../../domain/schedules/schedule.ts'
import type { RowReader } from '../core/rows/json.ts'
import type { PipelineRow } from '../core/schema.ts'

/** Returns the schedule and the time zone of a row; no schedule, or UTC, if the stored text cannot be used. */
export function calendarOf(
  read: RowReader,
  { schedule, timezone }: Pick<PipelineRow, 'schedule' | 'timezone'>,
): { schedule: string; timezone: string } {
  const scheduleWrong = problemOfSchedule(schedule)
  if (scheduleWrong !== null) read.report('schedule', scheduleWrong)
  const timezoneWrong = problemOfTimezone(timezone)
  if (timezoneWrong !== null) read.report('timezone', timezoneWrong)
  return {
    schedule: scheduleWrong === null ? schedule : '',
    timezone: timezoneWrong === null ? timezone : 'UTC',
  }
}

/**
 * How many results are remembered: checking costs more than the rest of a row, and thousands of pipelines share a few
 * schedules.
 */
const MAX_REMEMBERED = 2000

function remembering(check: (text: string) => string | null): (text: string) => string | null {
  const known = new Map<string, string | null>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= MAX_REMEMBERED) known.clear()
    const found = check(text)
    known.set(text, found)
    return found
  }
}

const problemOfSchedule = remembering(scheduleProblem)
const problemOfTimezone = remembering(timezoneProblem)
