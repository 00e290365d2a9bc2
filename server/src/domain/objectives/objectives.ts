import type { BurnWindow } from '@flx/shared/alert'
import type { ObjectiveFigures, ObjectiveKind, ObjectiveState } from '@flx/shared/pipelines/objectives'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Stands for what is left of an error budget, in ten-thousandths, where there is no objective: behind all others. */
export const NO_BUDGET = 10_001

/** Outcomes that are kept beside a pipeline, the newest first: `1` succeeded, `0` failed. */
export const KEPT_OUTCOMES = 10

/**
 * Windows that a burn rate is taken of, and the part of the whole budget that may go in each. What a window of the
 * last hours says is true only while it goes on: see `isOn`.
 */
const WINDOWS = [
  { hours: 1, share: 0.02 },
  { hours: 6, share: 0.05 },
  { hours: 72, share: 0.1 },
] as const
type Window = { hours: number } & ({ share: number } | { rate: number })
/** Of the rate at which nothing is right at all: no limit is above it, or a low objective would never be missed. */
const MOST_OF_WORST = 0.8
/** One failure says nothing of a rate: that is what the alert on a failure is for. */
const FEWEST_FAILURES = 2
/** So many successes in a row end it. */
const RECOVERED_AFTER = 3

/** Sums of one hour or day. */
export interface ObjectiveCount {
  spanHours: number
  /** Milliseconds since 1970. */
  at: number
  succeeded: number
  failed: number
  staleMs: number
}

/** What is kept beside a pipeline of its objectives. Times in milliseconds since 1970. */
export interface ObjectiveStanding {
  days: number
  successObjective: number | null
  freshnessObjective: number | null
  /** See KEPT_OUTCOMES. */
  last: string
  failedAt: number | null
  /** Since when the data are too old, while they are. */
  staleFrom: number | null
}

/** An objective with whether its budget goes too fast at this moment (`burning`), or went and has not settled yet. */
export interface Measured {
  figures: ObjectiveFigures
  /** Something went wrong just now, so that an alert may open. */
  isOn: boolean
  /** It is not over for good, so that an alert stays open. */
  lingers: boolean
}

/** The first moment of the days of UTC that an objective is about, today being the last. */
export const firstDayOf = (days: number, now: number): number =>
  Math.floor(now / DAY) * DAY - (days - 1) * DAY

/** Measures the objectives of a pipeline by its hours and days, with windows of a rule or, null, the usual ones. */
export function measureObjectives(
  standing: ObjectiveStanding,
  counts: readonly ObjectiveCount[],
  now: number,
  own: readonly BurnWindow[] | null = null,
): Measured[] {
  const windows: readonly Window[] =
    own === null ? WINDOWS : own.toSorted((one, other) => one.hours - other.hours)
  const { successObjective, freshnessObjective } = standing
  return [
    ...(successObjective === null ? [] : [measureSuccess(successObjective, standing, counts, now, windows)]),
    ...(freshnessObjective === null
      ? []
      : [measureFreshness(freshnessObjective, standing, counts, now, windows)]),
  ]
}

function measureSuccess(
  objective: number,
  { days, last, failedAt }: ObjectiveStanding,
  counts: readonly ObjectiveCount[],
  now: number,
  windows: readonly Window[],
): Measured {
  const risk = riskOf(objective)
  const whole = sumsOf(counts, 24, firstDayOf(days, now))
  const all = whole.succeeded + whole.failed
  // Executions are whole: with few of them even one would be more than the share that may fail.
  const allowed = Math.max(1, risk * all)
  const burn = windows.map((window) => {
    const { hours } = window
    const { executions, failed } = lastExecutions(sumsOf(counts, 1, windowStart(hours, now)), last, all)
    return {
      hours,
      rate: executions === 0 ? 0 : failed / executions / risk,
      limit: limitOf(window, days, risk),
      executions,
      failed,
    }
  })
  const failedLast = last.startsWith('0')
  const tooFast = burn.some(
    ({ rate, limit, failed }) => failed !== null && failed >= FEWEST_FAILURES && rate >= limit,
  )
  const spent = whole.failed > allowed && whole.failed >= FEWEST_FAILURES
  const justNow = failedAt !== null && now - failedAt < HOUR
  return {
    figures: figuresOf({
      kind: 'success',
      objective,
      attained: all === 0 ? null : (100 * whole.succeeded) / all,
      budget: { allowed, used: whole.failed, unit: 'executions' },
      burn,
      burning: tooFast && (failedLast || justNow),
    }),
    isOn: (tooFast || spent) && failedLast,
    lingers: (tooFast || spent) && (justNow || last.slice(0, RECOVERED_AFTER).includes('0')),
  }
}

/** A window that holds few executions reaches further back, until it holds enough to say something. */
function lastExecutions(
  { succeeded, failed }: Pick<ObjectiveCount, 'succeeded' | 'failed'>,
  last: string,
  all: number,
): { executions: number; failed: number } {
  const executions = succeeded + failed
  const known = last.slice(0, Math.min(KEPT_OUTCOMES, all))
  if (executions >= known.length) return { executions, failed }
  return { executions: known.length, failed: known.replaceAll('1', '').length }
}

function measureFreshness(
  objective: number,
  { days, staleFrom }: ObjectiveStanding,
  counts: readonly ObjectiveCount[],
  now: number,
  windows: readonly Window[],
): Measured {
  const risk = riskOf(objective)
  const staleSince = (span: number, from: number) =>
    sumsOf(counts, span, from).staleMs +
    (staleFrom === null ? 0 : Math.max(0, now - Math.max(from, staleFrom)))
  const from = firstDayOf(days, now)
  const used = staleSince(24, from)
  const allowed = risk * days * DAY
  const burn = windows.map((window) => {
    const { hours } = window
    const start = windowStart(hours, now)
    return {
      hours,
      rate: staleSince(1, start) / (now - start) / risk,
      limit: limitOf(window, days, risk),
      executions: null,
      failed: null,
    }
  })
  const tooFast = burn.some(({ rate, limit }) => rate >= limit)
  const bad = tooFast || used > allowed
  return {
    figures: figuresOf({
      kind: 'freshness',
      objective,
      attained: 100 * (1 - used / (now - from)),
      budget: { allowed: allowed / 1000, used: used / 1000, unit: 'seconds' },
      burn,
      burning: tooFast && staleFrom !== null,
    }),
    isOn: bad && staleFrom !== null,
    lingers: bad && staleSince(1, windowStart(1, now)) > 0,
  }
}

function figuresOf({
  burning,
  ...figures
}: Omit<ObjectiveFigures, 'state' | 'left'> & { kind: ObjectiveKind; burning: boolean }): ObjectiveFigures {
  const left = 1 - figures.budget.used / figures.budget.allowed
  const state: ObjectiveState = left < 0 ? 'spent' : burning ? 'burning' : 'met'
  return { ...figures, state, left }
}

/** The part that may go wrong. */
const riskOf = (objective: number): number => 1 - objective / 100

/** Hours are whole: a window of six begins six full hours ago, so that it is a little longer. */
const windowStart = (hours: number, now: number): number => Math.floor(now / HOUR) * HOUR - hours * HOUR

/** The rate that is too fast: given, or at which a window takes its share of the budget. */
const limitOf = (window: Window, days: number, risk: number): number =>
  Math.min(
    'rate' in window ? window.rate : Math.max(1, (window.share * days * 24) / window.hours),
    MOST_OF_WORST / risk,
  )

function sumsOf(counts: readonly ObjectiveCount[], span: number, from: number) {
  const sums = { succeeded: 0, failed: 0, staleMs: 0 }
  for (const count of counts) {
    if (count.spanHours !== span || count.at < from) continue
    sums.succeeded += count.succeeded
    sums.failed += count.failed
    sums.staleMs += count.staleMs
  }
  return sums
}
