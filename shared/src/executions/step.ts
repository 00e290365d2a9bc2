import * as z from 'zod'

import { STEP_KINDS } from './execution-status.ts'

/** How a process ended. */
const PROCESS_OUTCOMES = ['exited', 'cancelled', 'timed-out', 'killed', 'spawn-failed'] as const

/** How busy a program of the pipe was. */
const effortSchema = z.object({
  /** Share of the pipe's time, from 0 to 1, in which neighbouring programs waited for this one. */
  busy: z.number(),
  /** The share in per cent over time; each point covers `pointSeconds`, the last one possibly less. */
  points: z.array(z.number()),
  pointSeconds: z.number(),
  /**
   * Processor time of the program and its children. Null if it ended before it was measured, or the system
   * does not report it.
   */
  cpuSeconds: z.number().nullable(),
  /** Highest memory use seen; null as above. */
  peakMemoryBytes: z.number().nullable(),
})
export type Effort = z.infer<typeof effortSchema>

/** One process of an execution. */
export const stepSchema = z.object({
  kind: z.enum(STEP_KINDS),
  /** Plugin name. */
  plugin: z.string(),
  /** The variant and version that were used; absent in executions of earlier product versions. */
  variant: z.string().exactOptional(),
  version: z.string().exactOptional(),
  /** Redacted command line, as an argument array. */
  command: z.array(z.string()),
  status: z.enum(['waiting', 'running', 'success', 'failed', 'cancelled', 'skipped']),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  outcome: z.enum(PROCESS_OUTCOMES).nullable(),
  pid: z.number().nullable(),
  /** Why it was skipped, if it needs an explanation. */
  note: z.string().exactOptional(),
  /** Only for finished programs of the pipe. */
  effort: effortSchema.exactOptional(),
})
export type Step = z.infer<typeof stepSchema>
