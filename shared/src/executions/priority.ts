import * as z from 'zod'

/** Which of the waiting executions start first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

export const prioritySchema = z.enum(PRIORITIES)

export const priorityChangeSchema = z.strictObject({ priority: prioritySchema })
