import * as z from 'zod'

import { severalOf } from '../core/list.ts'
import { LOG_LEVELS, LOG_SOURCES } from '../executions/execution-status.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogSource = (typeof LOG_SOURCES)[number]

export const logLineSchema = z.object({
  /** From 1, without gaps except for lines that are not kept. */
  line: z.number(),
  at: z.string(),
  source: z.enum(LOG_SOURCES),
  level: z.enum(LOG_LEVELS),
  text: z.string(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** Number of warnings and errors in a log, including lines that are no longer kept. */
const logLevelCountsSchema = z.object({ warnings: z.number(), errors: z.number() })
export type LogLevelCounts = z.infer<typeof logLevelCountsSchema>

export const logLevelsSchema = z.object({
  /** Null for a log written before they were counted. */
  counts: logLevelCountsSchema.nullable(),
})
export type LogLevels = z.infer<typeof logLevelsSchema>

export const logQuerySchema = z.object({
  /** Lines with a greater number, ascending. */
  after: z.coerce.number().int().min(0).optional(),
  /**
   * Lines with a smaller number: the last `limit` of them, ascending. Without `after` and `before`: the end
   * of the log.
   */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
  /** Only lines that contain this text, ignoring case. */
  search: z.string().max(200).optional(),
  level: severalOf(LOG_LEVELS).optional(),
  source: severalOf(LOG_SOURCES).optional(),
})
export type LogQuery = z.output<typeof logQuerySchema>

/** A page of log lines, ascending. */
export const logPageSchema = z.object({
  lines: z.array(logLineSchema),
  /** Number of the last line in the log. */
  lastLine: z.number(),
  /** With a filter: the line up to which it searched; null if nothing is left. */
  searchedTo: z.number().nullable().exactOptional(),
})
export type LogPage = z.infer<typeof logPageSchema>
