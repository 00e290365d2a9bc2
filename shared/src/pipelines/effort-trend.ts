import * as z from 'zod'

import { busySteps, BOTTLENECK_SHARE } from '../executions/effort.ts'
import type { Step } from '../executions/step.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'

/** The places in the pipe; several mappers share one. */
export const PIPE_PLACES = ['extract', 'map', 'load'] as const
export type PipePlace = (typeof PIPE_PLACES)[number]

export const effortTrendQuerySchema = z.object({
  /** Number of newest executions to consider. */
  limit: z.coerce.number().int().min(1).max(50).default(30),
})
export type EffortTrendQuery = z.output<typeof effortTrendQuerySchema>

/** How busy the programs of an execution were. */
const effortPointSchema = z.object({
  executionId: z.string(),
  queuedAt: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  /**
   * Shares of the pipe's time, from 0 to 1, in which the others waited; null if there was no such program or
   * it was not measured.
   */
  extract: z.number().nullable(),
  map: z.number().nullable(),
  load: z.number().nullable(),
  /** The place that the others waited for most of the time. */
  bottleneck: z.enum(PIPE_PLACES).nullable(),
})
export type EffortPoint = z.infer<typeof effortPointSchema>

/** Oldest first, without executions whose programs were not measured. */
export const effortTrendSchema = z.object({ items: z.array(effortPointSchema) })

/**
 * Returns the shares of an execution's steps; null if none was measured. Of several mappers the busiest
 * counts.
 */
export function sharesOf(
  steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[],
): Pick<EffortPoint, PipePlace | 'bottleneck'> | null {
  const measured = busySteps(steps)
  const share = (place: PipePlace): number | null => {
    const busyShares = measured.flatMap(({ kind, effort }) => (kind === place ? [effort.busy] : []))
    return busyShares.length === 0 ? null : Math.max(...busyShares)
  }
  const shares = { extract: share('extract'), map: share('map'), load: share('load') }
  const [first] = PIPE_PLACES.toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0))
  if (PIPE_PLACES.every((place) => shares[place] === null)) return null
  const bottleneck = first !== undefined && (shares[first] ?? 0) >= BOTTLENECK_SHARE ? first : null
  return { ...shares, bottleneck }
}

/** Returns the most frequent bottleneck; null if none occurred in at least half of the executions. */
export function usualBottleneck(
  points: readonly Pick<EffortPoint, 'bottleneck'>[],
): { place: PipePlace; times: number } | null {
  const [first] = PIPE_PLACES.map((place) => ({
    place,
    times: points.filter(({ bottleneck }) => bottleneck === place).length,
  })).toSorted((a, b) => b.times - a.times)
  return first !== undefined && first.times > 0 && first.times * 2 >= points.length ? first : null
}
