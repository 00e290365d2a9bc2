import type { Effort, Step } from './step.ts'

/** A program of the pipe, with how busy it was. */
export interface BusyStep {
  kind: Step['kind']
  plugin: string
  effort: Effort
}

/** From this share on one program is what the others waited for; below it they took turns. */
export const MOST_OF_THE_TIME = 0.5

/** The programs of the pipe that were measured, in the order of the pipe. */
export const busySteps = (steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[]): BusyStep[] =>
  steps.flatMap(({ kind, plugin, effort }) => (effort === undefined ? [] : [{ kind, plugin, effort }]))

/** The program that was busiest; undefined when nothing was measured. */
export function busiestOf(steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[]): BusyStep | undefined {
  return busySteps(steps).reduce<BusyStep | undefined>(
    (most, step) => (most === undefined || step.effort.busy > most.effort.busy ? step : most),
    undefined,
  )
}

/** The program that the others waited for most of the time; undefined when none was. */
export function bottleneckOf(
  steps: readonly Pick<Step, 'kind' | 'plugin' | 'effort'>[],
): BusyStep | undefined {
  const busiest = busiestOf(steps)
  return busiest !== undefined && busiest.effort.busy >= MOST_OF_THE_TIME ? busiest : undefined
}
