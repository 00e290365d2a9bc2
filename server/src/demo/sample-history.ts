import type { FinishedStatus } from '@flx/shared/executions/execution-status'

import { createRandom, type Random } from './random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const DETAILED_MS = 45 * DAY
const RECENT_MS = 14 * DAY
/** One success in this many has a long log. */
const DETAILED_ONE_IN = 40

/** A pipeline that gets a history. */
export interface HistoryPipeline {
  id: string
  name: string
  extractor: string
  loader: string
}

/** A made-up execution. */
export interface SampleExecution {
  pipeline: HistoryPipeline
  queuedAt: number
  waitedMs: number
  durationMs: number
  status: FinishedStatus
  records: number
  fullRefresh: boolean
  errorMessage: string | null
  /** Its log is long and varied. */
  detailed: boolean
}

export interface HistoryOptions {
  pipelines: readonly HistoryPipeline[]
  executions: number
  /** The history ends just before this time. */
  end: number
  days: number
}

/** The usual behaviour of a pipeline. */
interface Habit {
  pipeline: HistoryPipeline
  seconds: number
  records: number
  failureRate: number
  /** Growth of its data over the whole history. */
  growth: number
  /** Factor of its recent durations compared with earlier ones. */
  slower: number
}

/** A source that was down for some hours. */
interface Outage {
  extractor: string
  from: number
  to: number
  reason: string
}

const REASONS = [
  '401 Unauthorized: the API key was revoked',
  '429 Too Many Requests: the daily quota is used up',
  '503 Service Unavailable: the source is under maintenance',
  'connection reset by peer after 30 s',
  'schema changed: field "cost_center" is missing',
  'No space left on device',
  'invalid literal for int() with base 10: "n/a"',
  'certificate has expired',
] as const

/**
 * Yields a plausible year, oldest first: busy weekdays, quiet nights, pipelines of very different size, sources that
 * fail for some hours. The same options give the same history.
 */
export function* sampleHistory({
  pipelines,
  executions,
  end,
  days,
}: HistoryOptions): Generator<SampleExecution> {
  if (pipelines.length === 0) return
  const random = createRandom(42)
  const habits = pipelines.map((pipeline): Habit => habitOf(pipeline, random))
  const shares = sharesOf(habits.length, random)
  const start = end - days * DAY
  const outages = outagesIn(pipelines, start, end, random)
  for (const queuedAt of momentsIn(start, end, executions, random)) {
    const habit = habits[indexOf(shares, random.next())]
    if (habit !== undefined) yield execution(habit, queuedAt, { start, end }, outages, random)
  }
}

function habitOf(pipeline: HistoryPipeline, random: Random): Habit {
  const shaky = random.next() < 0.1
  return {
    pipeline,
    seconds: 4 * Math.exp(1 + 1.3 * (random.normal() + 1)),
    records: Math.round(Math.exp(5 + 2.2 * (random.normal() + 1))),
    failureRate: shaky ? 0.08 + random.next() * 0.2 : random.next() * 0.012,
    growth: random.next() * 0.8,
    slower: random.next() < 0.1 ? 1.3 + random.next() * 0.6 : 1,
  }
}

function execution(
  { pipeline, seconds, records, failureRate, growth, slower }: Habit,
  queuedAt: number,
  { start, end }: { start: number; end: number },
  outages: readonly Outage[],
  random: Random,
): SampleExecution {
  const age = (queuedAt - start) / (end - start)
  const outage = outages.find(
    ({ extractor, from, to }) => extractor === pipeline.extractor && queuedAt >= from && queuedAt < to,
  )
  const failed = outage !== undefined || random.next() < failureRate
  const cancelled = !failed && random.next() < 0.004
  const fullRefresh = random.next() < 0.01
  const size = (1 + growth * age) * (fullRefresh ? 6 : 1) * Math.exp(0.35 * random.normal())
  // Durations grow less than data.
  const effort = Math.sqrt(size) * (end - queuedAt < RECENT_MS ? slower : 1)
  const fraction = failed ? random.next() * 0.4 : cancelled ? random.next() : 1
  const reason = outage?.reason ?? random.pick(REASONS)
  // Now and then a source responds, but with no records.
  const dry = !failed && !cancelled && random.next() < 0.002
  return {
    pipeline,
    queuedAt,
    waitedMs: Math.round(200 + random.next() * 1800),
    durationMs: Math.round(800 + seconds * 1000 * effort * (failed ? 0.3 : fraction)),
    status: failed ? 'failed' : cancelled ? 'cancelled' : 'success',
    records: dry ? 0 : Math.round(records * size * fraction),
    fullRefresh,
    // Failures are the logs that users read; of the others, a few from the last weeks are enough.
    detailed: end - queuedAt < DETAILED_MS && (failed || cancelled || queuedAt % DETAILED_ONE_IN === 0),
    errorMessage: failed ? `${pipeline.extractor} exited with code 1: ${reason}` : null,
  }
}

/** Returns cumulative shares, rising to 1: a few pipelines make most of the executions. */
function sharesOf(count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => Math.exp(1.1 * random.normal()))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let share = 0
  return weights.map((weight) => (share += weight / sum))
}

/** Returns the index of the first share that is greater, by binary search. */
function indexOf(shares: readonly number[], value: number): number {
  let low = 0
  let high = shares.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shares[middle] ?? 1) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Returns times in order: more on weekdays and in the early morning, a few more each month. */
function momentsIn(start: number, end: number, count: number, random: Random): Float64Array {
  const hours = Math.ceil((end - start) / HOUR)
  let sum = 0
  const cumulative = Array.from({ length: hours }, (_hour, index) => {
    const at = new Date(start + index * HOUR)
    const weekend = at.getUTCDay() % 6 === 0 ? 0.55 : 1
    const night = at.getUTCHours() >= 1 && at.getUTCHours() <= 6 ? 2.2 : 1
    return (sum += weekend * night * (0.7 + (0.3 * index) / hours))
  })
  const shares = cumulative.map((share) => share / sum)
  const moments = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    const hour = indexOf(shares, random.next())
    moments[index] = Math.min(end - 1000, Math.floor(start + (hour + random.next()) * HOUR))
  }
  return moments.sort()
}

function outagesIn(
  pipelines: readonly HistoryPipeline[],
  start: number,
  end: number,
  random: Random,
): Outage[] {
  const extractors = [...new Set(pipelines.map(({ extractor }) => extractor))]
  return Array.from({ length: 14 }, () => {
    const from = start + random.next() * (end - start)
    return {
      extractor: extractors[Math.floor(random.next() * extractors.length)] ?? '',
      from,
      to: from + (2 + random.next() * 16) * HOUR,
      reason: random.pick(REASONS),
    }
  })
}
