import type { Effort } from '@flx/shared/executions/step'
import { processUse } from '../process-use.ts'
import type { HopWaits } from './hop.ts'

const SAMPLE_MS = 1000
/** With more points, every two are merged into one. */
const MAX_POINTS = 120

/** Measures which stage of a pipe the others wait for. */
export interface EffortMeter {
  /** Reports that the stage has ended. */
  ended(stage: number): void
  stop(): Effort[]
}

interface Stage {
  pid: number
  endedAt: number | null
  /** Milliseconds that it was busy, up to the last point. */
  busyMs: number
  cpuSeconds: number | null
  peakMemoryBytes: number | null
  points: number[]
}

/**
 * Measures the stages of a pipe. A stage is busy while its neighbours wait for it: while the hop before it cannot hand
 * over what it has, or has nothing more to come, and the hop after it accepts its output. All of this follows from how
 * long each hop was blocked on writing; records are not touched. Processor time and memory are read from /proc once a
 * second.
 */
export function measureEffort(pids: readonly number[], hops: readonly HopWaits[]): EffortMeter {
  const startedAt = performance.now()
  let pointMs = SAMPLE_MS
  let pointFrom = startedAt
  const stages = pids.map((pid): Stage => ({
    pid,
    endedAt: null,
    busyMs: 0,
    cpuSeconds: null,
    peakMemoryBytes: null,
    points: [],
  }))

  /** Returns the milliseconds that a stage was busy from the start to `now`. */
  function busyUntil(index: number, now: number): number {
    const [previous, next] = [hops[index - 1], hops[index]]
    const end = Math.min(now, next?.endedAt() ?? now, stages[index]?.endedAt ?? now)
    const fed =
      previous === undefined
        ? 0
        : Math.min(now, previous.endedAt() ?? now) - startedAt - previous.blockedMs(now)
    return Math.max(0, end - startedAt - fed - (next?.blockedMs(now) ?? 0))
  }

  function addPoints(now: number): void {
    for (const [index, stage] of stages.entries()) {
      const busyMs = busyUntil(index, now)
      const share = (busyMs - stage.busyMs) / (now - pointFrom)
      stage.points.push(Math.round(100 * Math.min(1, Math.max(0, share))))
      stage.busyMs = busyMs
    }
    pointFrom = now
    if ((stages[0]?.points.length ?? 0) < MAX_POINTS) return
    pointMs *= 2
    for (const stage of stages) stage.points = halved(stage.points)
  }

  const timer = setInterval(() => {
    const now = performance.now()
    for (const stage of stages) {
      const use = stage.endedAt === null ? processUse(stage.pid) : undefined
      if (use === undefined) continue
      stage.cpuSeconds = use.cpuSeconds
      stage.peakMemoryBytes = Math.max(stage.peakMemoryBytes ?? 0, use.memoryBytes)
    }
    // A timer that fires early must not delay the last point by another round.
    if (now - pointFrom >= pointMs - SAMPLE_MS / 2) addPoints(now)
  }, SAMPLE_MS)
  timer.unref()

  return {
    ended(index) {
      const stage = stages[index]
      if (stage !== undefined) stage.endedAt ??= performance.now()
    },
    stop() {
      clearInterval(timer)
      const now = performance.now()
      if (now - pointFrom >= SAMPLE_MS / 2 || stages[0]?.points.length === 0) addPoints(now)
      return stages.map(({ cpuSeconds, peakMemoryBytes, points }, index) => ({
        busy: Math.round(1000 * Math.min(1, busyUntil(index, now) / Math.max(1, now - startedAt))) / 1000,
        points,
        pointSeconds: pointMs / 1000,
        cpuSeconds,
        peakMemoryBytes,
      }))
    },
  }
}

/** Merges every two points into one. */
const halved = (points: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(points.length / 2) }, (_, index) => {
    const [first = 0, second = first] = points.slice(2 * index, 2 * index + 2)
    return Math.round((first + second) / 2)
  })
