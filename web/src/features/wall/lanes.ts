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
  minLabelWidth: number
  measure: (text: string) => number
}

/**
 * Gives each run a lane in which neither its bar nor its name covers another. The name is to the right of the
 * bar, or at the right edge to its left. A name is cut only at the edge. A run that fits in no lane is left
 * out.
 */
export function placeRuns(
  runs: readonly LaneRun[],
  { width, lanes, gap, minLabelWidth, measure }: Sizes,
): PlacedRun[] {
  const laneEnds = Array.from({ length: lanes }, () => -2 * gap)
  const placed: PlacedRun[] = []
  for (const run of runs) {
    const label = Math.ceil(measure(run.name))
    const right = width - run.end - gap
    const isRight = label <= right || right >= run.start - gap
    const roomIn = (lane: number) => run.start - 2 * gap - (laneEnds[lane] ?? Infinity)
    const roomNeeded = isRight ? 0 : label
    let freeLane = laneEnds.findIndex((_end, lane) => roomIn(lane) >= roomNeeded)
    if (freeLane === -1 && !isRight) {
      // No lane has room for the whole name: use the one with the most.
      freeLane = laneEnds.indexOf(Math.min(...laneEnds))
      if (roomIn(freeLane) < Math.min(label, minLabelWidth)) freeLane = -1
    }
    if (freeLane === -1) continue
    const room = isRight ? right : roomIn(freeLane)
    const labelWidth = Math.min(label, room)
    const labelLeft = isRight ? run.end + gap : run.start - gap - labelWidth
    placed.push({ ...run, lane: freeLane, labelLeft, labelWidth })
    laneEnds[freeLane] = isRight ? labelLeft + labelWidth : run.end
  }
  return placed
}
