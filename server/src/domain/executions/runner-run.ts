import type { Step } from '@flx/shared/executions/step'
import type { RunnerSide } from '@flx/shared/projects/runners'

import { medianOf } from '../core/median.ts'

/** A success of a pipeline, for the comparison of runners. */
export interface RunnerRun {
  id: string
  queuedAt: string
  startedAt: string | null
  seconds: number | null
  /** Null if unknown. */
  records: number | null
  /** It started without a state. */
  isFull: boolean
  steps: readonly Step[]
}

/** Summarises some executions, newest first; null if there are none. */
export function sideOf(pipeline: RunnerSide['pipeline'], runs: readonly RunnerRun[]): RunnerSide | null {
  const [newest, oldest] = [runs[0], runs.at(-1)]
  if (newest === undefined || oldest === undefined) return null
  const counted = runs.filter(({ records }) => records !== null)
  const rates = counted.flatMap(({ records, seconds }) =>
    records === null || seconds === null || seconds === 0 ? [] : [records / seconds],
  )
  const [first] = newest.steps
  return {
    pipeline,
    executions: runs.length,
    fullLoads: runs.filter(({ isFull }) => isFull).length,
    counted: counted.length,
    from: oldest.queuedAt,
    to: newest.queuedAt,
    version: first?.kind === 'command' ? (first.version ?? '') : '',
    medianSeconds: medianOf(runs.flatMap(({ seconds }) => seconds ?? [])),
    medianStartSeconds: medianOf(runs.flatMap((run) => startSeconds(run) ?? [])),
    medianRecords: medianOf(counted.flatMap(({ records }) => records ?? [])),
    medianRecordsPerSecond: medianOf(rates),
    newest: { id: newest.id, queuedAt: newest.queuedAt },
  }
}

/** Returns the seconds until the first extractor started; null if the log does not show it. */
function startSeconds({ startedAt, steps }: RunnerRun): number | null {
  const [at] = steps.flatMap((step) => (step.kind === 'extract' ? (step.startedAt ?? []) : []))
  return startedAt === null || at === undefined ? null : (Date.parse(at) - Date.parse(startedAt)) / 1000
}
