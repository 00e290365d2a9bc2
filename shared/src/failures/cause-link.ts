import * as z from 'zod'

/** open: not acknowledged. recovered: every affected pipeline has succeeded since. */
export const CAUSE_STATES = ['open', 'acknowledged', 'recovered'] as const
export type CauseState = (typeof CAUSE_STATES)[number]

/** The cause of an execution's failure. */
export const causeLinkSchema = z.object({
  id: z.string(),
  /** A readable sentence. */
  title: z.string(),
  state: z.enum(CAUSE_STATES),
  /** Failed executions since it was first seen. */
  failures: z.number(),
})
export type CauseLink = z.infer<typeof causeLinkSchema>
