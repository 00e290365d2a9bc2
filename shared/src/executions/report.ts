import * as z from 'zod'

import { offsetMomentSchema } from '../core/moment.ts'
import { executionSummarySchema } from './execution.ts'

/**
 * An execution that runs elsewhere and is reported here, line by line: by `flx report`, or by a program that sends the
 * same requests. Each may be repeated without changing anything.
 */

/** A line is cut by its reporter at this many characters. */
export const MOST_REPORTED_CHARACTERS = 65_536
export const MOST_REPORTED_LINES = 2000

/** Made by the reporter; who knows it may continue the report. */
const keySchema = z.string().min(32, 'Use at least 32 characters.').max(200)

export const reportStartSchema = z.strictObject({
  /** Of the execution. Made by the reporter, so that a repeated start finds its execution. */
  id: z.uuid().toLowerCase(),
  key: keySchema,
  pipelineId: z.uuid().toLowerCase(),
  startedAt: offsetMomentSchema,
  /** Name of the machine. */
  host: z.string().trim().min(1).max(255),
  /** The reported execution of this pipeline that ended as interrupted while its reporter was not heard; this one continues it. */
  continues: z.uuid().toLowerCase().exactOptional(),
  /** Program and arguments. */
  command: z.array(z.string().max(MOST_REPORTED_CHARACTERS)).min(1).max(1000),
})
export type ReportStart = z.output<typeof reportStartSchema>

export const reportLinesSchema = z.strictObject({
  key: keySchema,
  /** Position of the first of these lines, counted from 1. */
  first: z.number().int().min(1),
  /** May be empty: then it only says that the program still runs. */
  lines: z
    .array(z.strictObject({ at: offsetMomentSchema, text: z.string().max(MOST_REPORTED_CHARACTERS) }))
    .max(MOST_REPORTED_LINES),
})
export type ReportLines = z.output<typeof reportLinesSchema>

export const reportEndSchema = z.strictObject({
  key: keySchema,
  finishedAt: offsetMomentSchema,
  /** Null when a signal ended it, or when it could not start. */
  exitCode: z.number().int().min(0).max(0xffffffff).nullable(),
  signal: z
    .string()
    .regex(/^SIG[A-Z0-9]+$/)
    .nullable()
    .default(null),
  /** Why it could not start. */
  startError: z.string().max(1000).exactOptional(),
  /** A person stopped it where it ran. */
  cancelled: z.boolean().default(false),
  /** The state that it confirmed, as JSON text: a Singer state, or what Meltano prints of one. */
  state: z.string().min(1).max(900_000).exactOptional(),
})
export type ReportEnd = z.output<typeof reportEndSchema>

/** How the execution stands here: whether it is to be cancelled, or was ended meanwhile. */
export const reportStandingSchema = z.object({
  execution: executionSummarySchema,
  /** Position of the line that is expected next; lines before it are stored. */
  next: z.number(),
  /** How soon the reporter must be heard of again, or the execution ends as interrupted. */
  heartbeatSeconds: z.number(),
})
export type ReportStanding = z.infer<typeof reportStandingSchema>
