const QUARTER = 15 * 60_000
const HOUR = 3_600_000

/** Hours that one row of the fleet's rollups covers. A quarter of an hour is in `execution_bucket`. */
export const FLEET_SPANS = [1, 6, 24, 192] as const
/** Hours that one row of the pipelines' rollups covers. */
export const PIPELINE_SPANS = [1, 24, 192, 1536] as const
/** `span_hours` of the rows that sum all time; their `bucket_at` is empty. */
export const ALL_TIME_SPAN = 0

/** A quarter of an hour as a fraction of an hour, for the pieces of a period. */
export const QUARTER_SPAN = 0.25

/** One of the rows that make up a period. */
export interface Piece {
  spanHours: number
  at: number
}

/** Returns the start of the span that a moment is in. Spans are counted from 1970 in UTC. */
export function spanStart(spanHours: number, at: number): number {
  const length = spanHours * HOUR
  return Math.floor(at / length) * length
}

/**
 * Splits a period exactly into the fewest spans; it must start and end at a boundary of the smallest span. A period
 * that is open towards the future can end in the middle of a span: the rest of it is still empty.
 */
export function piecesOf(
  { from, to, open = false }: { from: number; to: number; open?: boolean },
  spans: readonly number[],
): Piece[] {
  const longestFirst = spans.toSorted((a, b) => b - a)
  const pieces: Piece[] = []
  for (let at = from; at < to;) {
    const spanHours =
      longestFirst.find((span) => at % (span * HOUR) === 0 && (open || at + span * HOUR <= to)) ??
      longestFirst.at(-1) ??
      QUARTER_SPAN
    pieces.push({ spanHours, at })
    at += spanHours * HOUR
  }
  return pieces
}

/** Rounds a moment down to the start of its quarter of an hour. */
export const quarterStart = (at: number): number => Math.floor(at / QUARTER) * QUARTER
