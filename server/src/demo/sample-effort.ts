import type { Effort } from '@flx/shared/executions/step'

import type { SampleExecution } from './sample-history.ts'

/** Few, so that a history of many executions stays small. */
const POINTS = 12

/** Returns how busy the programs of a sample execution were: in each pipeline, mostly the same program. */
export function sampleEffort({ pipeline, durationMs }: SampleExecution, kind: 'extract' | 'load'): Effort {
  const seed = Buffer.from(pipeline.name).reduce((sum, byte) => (sum * 31 + byte) % 997, 7)
  const loader = 0.08 + 0.84 * (seed / 997)
  const points = Array.from({ length: POINTS }, (_, index) => {
    const share = loader + 0.07 * Math.sin(seed + index * 1.7)
    return Math.round(100 * Math.min(1, Math.max(0, kind === 'load' ? share : 1 - share)))
  })
  const seconds = durationMs / 1000
  const busy = points.reduce((sum, point) => sum + point, 0) / POINTS / 100
  return {
    busy: Math.round(busy * 1000) / 1000,
    points,
    pointSeconds: seconds / POINTS,
    cpuSeconds: Math.round(seconds * busy * 80) / 100,
    peakMemoryBytes: (kind === 'load' ? 96 : 64) * 1_000_000 + seed * 200_000,
  }
}
