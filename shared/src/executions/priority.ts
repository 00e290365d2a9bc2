import * as z from 'zod'

/** Priorities, which order the waiting executions. */
export const PRIORITIES = ['high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

export const prioritySchema = z.enum(PRIORITIES)

export const priorityChangeSchema = z.strictObject({ priority: prioritySchema })
