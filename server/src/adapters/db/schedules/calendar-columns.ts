import { scheduleProblem, timezoneProblem } from '../../../domain/schedules/schedule.ts'
import type { RowReader } from '../core/rows/json.ts'
import type { PipelineRow } from '../core/schema.ts'

/** Returns the schedule and the time zone of a row; no schedule, or UTC, if the stored text cannot be used. */
export function calendarOf(
  read: RowReader,
  { schedule, timezone }: Pick<PipelineRow, 'schedule' | 'timezone'>,
): { schedule: string; timezone: string } {
  const badSchedule = problemOfSchedule(schedule)
  if (badSchedule !== null) read.report('schedule', badSchedule)
  const badTimezone = problemOfTimezone(timezone)
  if (badTimezone !== null) read.report('timezone', badTimezone)
  return {
    schedule: badSchedule === null ? schedule : '',
    timezone: badTimezone === null ? timezone : 'UTC',
  }
}

/**
 * How many results are remembered: checking costs more than the rest of a row, and thousands of pipelines share a few
 * schedules.
 */
const MAX_REMEMBERED = 2000

function cached(check: (text: string) => string | null): (text: string) => string | null {
  const results = new Map<string, string | null>()
  return (text) => {
    const cachedResult = results.get(text)
    if (cachedResult !== undefined) return cachedResult
    if (results.size >= MAX_REMEMBERED) results.clear()
    const result = check(text)
    results.set(text, result)
    return result
  }
}

const problemOfSchedule = cached(scheduleProblem)
const problemOfTimezone = cached(timezoneProblem)
