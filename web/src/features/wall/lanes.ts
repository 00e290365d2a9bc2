export interface LaneRun {
  key: string
  name: string
  /** The bar's start and end, in pixels from the left. */
  start: number
  end: number
}

export interface PlacedRun extends LaneRun {
  lane: number
  labelLeft: number
  labelWidth: number
}

interface Sizes {
  width: number
  lanes: number
  gap: number
  /** The smallest width shown of a name. */
  least: number
  measure: (text: string) => number
}

/**
 * Gives each run a lane in which neither its bar nor its name covers another. The name is to the right of the
 * bar, or at the right edge to its left. A name is cut only at the edge. A run that fits in no lane is left
 * out.
 */
export function placeRuns(
  runs: readonly LaneRun[],
  { width, lanes, gap, least, measure }: Sizes,
): PlacedRun[] {
  const taken = Array.from({ length: lanes }, () => -2 * gap)
  const placed: PlacedRun[] = []
  for (const run of runs) {
    const label = Math.ceil(measure(run.name))
    const right = width - run.end - gap
    const isRight = label <= right || right >= run.start - gap
    const roomIn = (lane: number) => run.start - 2 * gap - (taken[lane] ?? Infinity)
    const needed = isRight ? 0 : label
    let free = taken.findIndex((_end, lane) => roomIn(lane) >= needed)
    if (free === -1 && !isRight) {
      // No lane has room for the whole name: use the one with the most.
      free = taken.indexOf(Math.min(...taken))
      if (roomIn(free) < Math.min(label, least)) free = -1
    }
    if (free === -1) continue
    const room = isRight ? right : roomIn(free)
    const labelWidth = Math.min(label, room)
    const labelLeft = isRight ? run.end + gap : run.start - gap - labelWidth
    placed.push({ ...run, lane: free, labelLeft, labelWidth })
    taken[free] = isRight ? labelLeft + labelWidth : run.end
  }
  return placed
}
