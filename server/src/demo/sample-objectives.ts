import type SqliteDatabase from 'better-sqlite3'

import { KEPT_OUTCOMES } from '../domain/objectives/objectives.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Sums by hour of the last days, and by day of the last months. */
const SPANS = [
  { span: 1, days: 4 },
  { span: 24, days: 90 },
]

/** How the history of one pipeline counts towards its objectives. */
export interface SampleObjectives {
  /** Sums by span and time. */
  sums: Map<string, { succeeded: number; failed: number; staleMs: number }>
  /** Newest first. */
  last: string
  failedAt: string
  /** When it loaded, over the last months. */
  loads: number[]
}

export const noObjectives = (): SampleObjectives => ({ sums: new Map(), last: '', failedAt: '', loads: [] })

/** Counts the next execution; they come oldest first. */
export function followObjectives(
  objectives: SampleObjectives,
  row: { status: string; finished_at: string },
  now: number,
): void {
  if (row.status === 'cancelled') return
  const at = Date.parse(row.finished_at)
  const good = row.status === 'success'
  for (const { span, days } of SPANS) {
    if (at < now - days * DAY) continue
    const sums = sumsAt(objectives, span, at)
    if (good) sums.succeeded += 1
    else sums.failed += 1
  }
  objectives.last = `${good ? '1' : '0'}${objectives.last}`.slice(0, KEPT_OUTCOMES)
  if (!good) objectives.failedAt = row.finished_at
  if (good && at > now - 90 * DAY) objectives.loads.push(at)
}

const PROMISES = [99.5, 99, 98, 95, 90, 80, 70, 60]

/** Returns plausible objectives: some pipelines have none, and most achieve theirs. */
export function sampleObjectives(
  objectives: SampleObjectives,
  chance: number,
  target: number | null,
): { success_objective: number | null; freshness_objective: number | null } {
  if (target !== null) addLapses(objectives, target)
  const days = [...objectives.sums].filter(([key]) => key.startsWith('24 ')).map(([, sums]) => sums)
  const total = (of: 'succeeded' | 'failed' | 'staleMs') => days.reduce((sum, day) => sum + day[of], 0)
  const [good, bad] = [total('succeeded'), total('failed')]
  if (good === 0 || chance < 0.35) return { success_objective: null, freshness_objective: null }
  // A few ask for more than they achieve.
  const margin = chance > 0.9 ? 5 : -0.5
  const promise = (attained: number) => PROMISES.find((percent) => percent <= attained + margin) ?? null
  const fresh = 100 * (1 - total('staleMs') / (90 * DAY))
  return {
    success_objective: promise((100 * good) / (good + bad)),
    freshness_objective: target !== null && chance > 0.6 ? promise(fresh) : null,
  }
}

/** Writes the sums of a pipeline. */
export function writeSampleObjectives(
  sqlite: SqliteDatabase.Database,
  id: string,
  objectives: SampleObjectives,
): void {
  const insert = sqlite.prepare(
    `insert into objective_count (pipeline_id, span_hours, bucket_at, succeeded, failed, stale_ms)
     values (?, ?, ?, ?, ?, ?)
     on conflict (pipeline_id, span_hours, bucket_at) do update set succeeded = excluded.succeeded,
       failed = excluded.failed, stale_ms = excluded.stale_ms`,
  )
  for (const [key, { succeeded, failed, staleMs }] of objectives.sums) {
    const [span, at] = key.split(' ')
    insert.run(id, Number(span), at, succeeded, failed, staleMs)
  }
}

/** Adds the times in which the data were older than the target. */
function addLapses(objectives: SampleObjectives, target: number): void {
  for (const [index, load] of objectives.loads.entries()) {
    const next = objectives.loads[index + 1]
    if (next !== undefined) addLapse(objectives, load + target * 1000, next)
  }
}

function addLapse(objectives: SampleObjectives, from: number, to: number): void {
  for (const { span, days } of SPANS) {
    const length = span * HOUR
    let start = Math.max(from, Date.now() - days * DAY)
    while (start < to) {
      const end = Math.min(to, (Math.floor(start / length) + 1) * length)
      sumsAt(objectives, span, start).staleMs += end - start
      start = end
    }
  }
}

function sumsAt({ sums }: SampleObjectives, span: number, at: number) {
  const key = `${span} ${new Date(Math.floor(at / (span * HOUR)) * span * HOUR).toISOString()}`
  let found = sums.get(key)
  if (found === undefined) sums.set(key, (found = { succeeded: 0, failed: 0, staleMs: 0 }))
  return found
}
