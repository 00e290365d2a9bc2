import * as z from 'zod'

/** open: nobody looks after it. recovered: every affected pipeline has succeeded since. */
export const CAUSE_STATES = ['open', 'acknowledged', 'recovered'] as const
export type CauseState = (typeof CAUSE_STATES)[number]

/** What an execution says of the cause for which it failed. */
export const causeLinkSchema = z.object({
  id: z.string(),
  /** A sentence for people. */
  title: z.string(),
  state: z.enum(CAUSE_STATES),
  /** Failed executions since it was first seen. */
  failures: z.number(),
})
export type CauseLink = z.infer<typeof causeLinkSchema>
