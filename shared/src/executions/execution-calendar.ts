import * as z from 'zod'

import { executionFilterQuery } from './execution.ts'
import { totalSchema } from '../core/list.ts'

const { from: _from, to: _to, ...filter } = executionFilterQuery

export const calendarQuerySchema = z.object({
  ...filter,
  /** IANA name of the time zone of the days. */
  timezone: z.string().max(100).default('UTC'),
  /** The open part: a year, a month or a day. */
  period: z
    .string()
    .regex(/^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$/, 'Enter a year, month or day, such as 2026-03.')
    .optional(),
})
export type CalendarQuery = z.output<typeof calendarQuerySchema>

/** A year, month or day in the time zone, with the number of executions queued in it. */
export const calendarPartSchema = z.object({
  /** `2026`, `2026-03` or `2026-03-05`. */
  period: z.string(),
  from: z.string(),
  /** Exclusive. */
  to: z.string(),
  /** Null if counting would cost too much, as with a search. */
  count: totalSchema.nullable(),
})
export type CalendarPart = z.infer<typeof calendarPartSchema>

/** The years of the history, the months of the open year and the days of the open month. */
export const executionCalendarSchema = z.object({
  timezone: z.string(),
  years: z.array(calendarPartSchema),
  months: z.array(calendarPartSchema),
  days: z.array(calendarPartSchema),
})
export type ExecutionCalendar = z.infer<typeof executionCalendarSchema>
