import * as z from 'zod'

import type { AuditChange } from './audit.ts'
import type { ExecutionSummary } from './execution.ts'
import type { StepKind } from './execution-status.ts'

export const comparisonQuerySchema = z.object({
  /** The execution to compare with; the last success before it unless one is given. */
  with: z.uuid().toLowerCase().optional(),
})
export type ComparisonQuery = z.output<typeof comparisonQuerySchema>

/** What a step was done with and how long it took. */
export interface ComparedStep {
  plugin: string
  /** Empty where they were not kept. */
  variant: string
  version: string
  seconds: number | null
}

/** `before` is the other execution's side, null where it has none. */
export interface Compared<T> {
  before: T | null
  after: T | null
}

/** An execution beside another of the same pipeline. The lists hold differences only, except for steps and streams. */
export interface ExecutionComparison {
  execution: ExecutionSummary
  /** Null: there was no success before it, so that there is nothing to compare with. */
  with: ExecutionSummary | null
  steps: (Compared<ComparedStep> & { kind: StepKind })[]
  /** Records by stream. */
  streams: (Compared<number> & { stream: string })[]
  /** Settings by plugin. Of secrets only whether there is one. */
  configuration: AuditChange[]
  /** The bookmark after each of them. */
  state: AuditChange[]
}
