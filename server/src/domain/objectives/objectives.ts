import type { BurnWindow } from '@flx/shared/alert'
import type { ObjectiveFigures, ObjectiveKind, ObjectiveState } from '@flx/shared/pipelines/objectives'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Stands in for the remaining error budget, in ten-thousandths, of a pipeline without an objective: sorts after all others. */
export const NO_BUDGET = 10_001

/** Outcomes stored with a pipeline, newest first: `1` succeeded, `0` failed. */
export const KEPT_OUTCOMES = 10

/**
 * Windows for the burn rate, and the share of the whole budget that each may use. A short window's result counts only while the
 * trouble lasts: see `shouldOpen`.
 */
const WINDOWS = [
  { hours: 1, share: 0.02 },
  { hours: 6, share: 0.05 },
  { hours: 72, share: 0.1 },
] as const
type Window = { hours: number } & ({ share: number } | { rate: number })
/** Caps each limit at this fraction of the rate at which everything fails; otherwise a low objective could never be missed. */
const MAX_SHARE_OF_WORST = 0.8
/** A single failure does not make a rate; the alert on failures covers it. */
const MIN_FAILURES = 2
/** Successes in a row that end an alert. */
const RECOVERED_AFTER = 3

/** The sums of one hour or day. */
export interface ObjectiveCount {
  spanHours: number
  /** Milliseconds since 1970. */
  at: number
  succeeded: number
  failed: number
  staleMs: number
}

/** The figures stored with a pipeline for its objectives. Times in milliseconds since 1970. */
export interface ObjectiveRecord {
  days: number
  successObjective: number | null
  freshnessObjective: number | null
  /** See KEPT_OUTCOMES. */
  last: string
  failedAt: number | null
  /** When the data became too old; null while they are fresh. */
  staleFrom: number | null
}

/**
 * An objective as measured: whether its budget is being used too fast now (`burning`), and whether an alert opens or stays
 * open.
 */
export interface Measured {
  figures: ObjectiveFigures
  /** Something is going wrong now: an alert can open. */
  shouldOpen: boolean
  /** Not yet recovered for good: an alert stays open. */
  staysOpen: boolean
}

/** Returns the start of the first UTC day that an objective covers; today is the last. */
export const firstDayOf = (days: number, now: number): number =>
  Math.floor(now / DAY) * DAY - (days - 1) * DAY

/**
 * Measures a pipeline's objectives from its hourly and daily sums, with the windows of a rule or, if null, the default ones.
 */
export function measureObjectives(
  record: ObjectiveRecord,
  counts: readonly ObjectiveCount[],
  now: number,
  ruleWindows: readonly BurnWindow[] | null = null,
): Measured[] {
  const windows: readonly Window[] =
    ruleWindows === null ? WINDOWS : ruleWindows.toSorted((a, b) => a.hours - b.hours)
  const { successObjective, freshnessObjective } = record
  return [
    ...(successObjective === null ? [] : [measureSuccess(successObjective, record, counts, now, windows)]),
    ...(freshnessObjective === null
      ? []
      : [measureFreshness(freshnessObjective, record, counts, now, windows)]),
  ]
}

function measureSuccess(
  objective: number,
  { days, last, failedAt }: ObjectiveRecord,
  counts: readonly ObjectiveCount[],
  now: number,
  windows: readonly Window[],
): Measured {
  const risk = riskOf(objective)
  const sums = sumsOf(counts, 24, firstDayOf(days, now))
  const total = sums.succeeded + sums.failed
  // Executions are whole: with few of them, even one failure would exceed the allowed share.
  const allowed = Math.max(1, risk * total)
  const burn = windows.map((window) => {
    const { hours } = window
    const { executions, failed } = lastExecutions(sumsOf(counts, 1, windowStart(hours, now)), last, total)
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
    ({ rate, limit, failed }) => failed !== null && failed >= MIN_FAILURES && rate >= limit,
  )
  const spent = sums.failed > allowed && sums.failed >= MIN_FAILURES
  const failedRecently = failedAt !== null && now - failedAt < HOUR
  return {
    figures: figuresOf({
      kind: 'success',
      objective,
      attained: total === 0 ? null : (100 * sums.succeeded) / total,
      budget: { allowed, used: sums.failed, unit: 'executions' },
      burn,
      burning: tooFast && (failedLast || failedRecently),
    }),
    shouldOpen: (tooFast || spent) && failedLast,
    staysOpen: (tooFast || spent) && (failedRecently || last.slice(0, RECOVERED_AFTER).includes('0')),
  }
}

/** Returns the executions of a window. A window with too few extends back until it holds enough to be meaningful. */
function lastExecutions(
  { succeeded, failed }: Pick<ObjectiveCount, 'succeeded' | 'failed'>,
  last: string,
  total: number,
): { executions: number; failed: number } {
  const executions = succeeded + failed
  const outcomes = last.slice(0, Math.min(KEPT_OUTCOMES, total))
  if (executions >= outcomes.length) return { executions, failed }
  return { executions: outcomes.length, failed: outcomes.replaceAll('1', '').length }
}

function measureFreshness(
  objective: number,
  { days, staleFrom }: ObjectiveRecord,
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
    shouldOpen: bad && staleFrom !== null,
    staysOpen: bad && staleSince(1, windowStart(1, now)) > 0,
  }
}

function figuresOf({
  burning,
  ...figures
}: Omit<ObjectiveFigures, 'state' | 'remaining'> & {
  kind: ObjectiveKind
  burning: boolean
}): ObjectiveFigures {
  const remaining = 1 - figures.budget.used / figures.budget.allowed
  const state: ObjectiveState = remaining < 0 ? 'spent' : burning ? 'burning' : 'met'
  return { ...figures, state, remaining }
}

/** Returns the share that is allowed to fail. */
const riskOf = (objective: number): number => 1 - objective / 100

/** Windows consist of whole hours: a six-hour window starts six full hours ago, so it is slightly longer. */
const windowStart = (hours: number, now: number): number => Math.floor(now / HOUR) * HOUR - hours * HOUR

/** Returns the rate that counts as too fast: the rule's, or the rate at which a window uses its share of the budget. */
const limitOf = (window: Window, days: number, risk: number): number =>
  Math.min(
    'rate' in window ? window.rate : Math.max(1, (window.share * days * 24) / window.hours),
    MAX_SHARE_OF_WORST / risk,
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
