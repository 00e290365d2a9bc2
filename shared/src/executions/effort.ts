import type { Effort, Step } from './step.ts'

/** A program of the pipe and how busy it was. */
export interface BusyStep {
  kind: Step['kind']
  plugin: string
  effort: Effort
}

/** Share of time from which one program is a bottleneck; below it the programs took turns. */
export const BOTTLENECK_SHARE = 0.5

/** Returns the measured programs of the pipe in order. */
export const busySteps = (steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[]): BusyStep[] =>
  steps.flatMap(({ kind, plugin, effort }) => (effort === undefined ? [] : [{ kind, plugin, effort }]))

/** Returns the busiest program; undefined if nothing was measured. */
export function busiestOf(steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[]): BusyStep | undefined {
  return busySteps(steps).reduce<BusyStep | undefined>(
    (busiest, step) => (busiest === undefined || step.effort.busy > busiest.effort.busy ? step : busiest),
    undefined,
  )
}

/** Returns the program that the others waited for most of the time; undefined if there is none. */
export function bottleneckOf(
  steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[],
): BusyStep | undefined {
  const busiest = busiestOf(steps)
  return busiest !== undefined && busiest.effort.busy >= BOTTLENECK_SHARE ? busiest : undefined
}
