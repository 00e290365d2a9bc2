import { THRESHOLDS, type AlertCondition } from '@flx/shared/alert'

import { medianOf } from '../core/median.ts'
import { formatCount, formatDuration, formatNumber } from '@flx/shared/core/quantities'
import type { AlertMessage } from './alert-store.ts'
import { COMPARED_SUCCESSES } from '../executions/shortfall.ts'

/** An ended execution, as rules judge it together with the earlier ones of its pipeline. */
export interface EndedExecution {
  id: string
  status: 'success' | 'failed' | 'cancelled'
  /** Null if unknown; an unknown value does not count. */
  recordsProcessed: number | null
  durationSeconds: number | null
  errorMessage: string | null
}

/** `open`: something is wrong, as `message` explains. `close`: it has recovered. `none`: irrelevant to this rule. */
export type Verdict = { kind: 'open'; message: string } | { kind: 'close' } | { kind: 'none' }

/** Shorter executions are never "longer than usual". */
const SHORTEST_LONG_SECONDS = 60
/** A duration is compared with at least this many successes; otherwise the second execution ever would be unusual. */
const MIN_COMPARED = 3

/**
 * Judges an execution by one condition. `before` holds the earlier ended executions of the pipeline, newest first. A cancelled
 * execution is irrelevant, because a user ended it.
 */
export function judge(
  rule: { condition: AlertCondition; threshold: number | null },
  execution: EndedExecution,
  before: readonly EndedExecution[],
): Verdict {
  if (execution.status === 'cancelled') return { kind: 'none' }
  const threshold = rule.threshold ?? THRESHOLDS[rule.condition]?.usual ?? 0
  switch (rule.condition) {
    case 'failure':
      return execution.status === 'failed' ? failed(execution) : { kind: 'close' }
    case 'failures-in-a-row':
      return judgeRow(Math.max(1, Math.round(threshold)), execution, before)
    case 'long':
      return judgeDuration(threshold, execution, before)
    case 'empty':
      return judgeRecords(0, execution, before)
    case 'low':
      return judgeRecords(threshold, execution, before)
    case 'late':
    case 'schema':
    case 'stale':
    case 'burn-rate':
    case 'unusual-duration':
    case 'unusual-records':
      // About schedules, sources and data, or about usual values, which are looked up elsewhere.
      return { kind: 'none' }
  }
}

const failed = ({ errorMessage }: EndedExecution): Verdict => ({
  kind: 'open',
  message: errorMessage === null ? 'The execution failed.' : `The execution failed: ${errorMessage}`,
})

function judgeRow(count: number, execution: EndedExecution, before: readonly EndedExecution[]): Verdict {
  if (execution.status === 'success') return { kind: 'close' }
  const row = [execution, ...before].filter(({ status }) => status !== 'cancelled').slice(0, count)
  if (row.length < count || row.some(({ status }) => status !== 'failed')) return { kind: 'none' }
  const why = execution.errorMessage === null ? '' : ` Last error: ${execution.errorMessage}`
  return { kind: 'open', message: `${count} executions in a row failed.${why}` }
}

function judgeDuration(times: number, execution: EndedExecution, before: readonly EndedExecution[]): Verdict {
  const usual = successes(before).flatMap(({ durationSeconds }) => durationSeconds ?? [])
  const { durationSeconds } = execution
  if (execution.status === 'success' && (durationSeconds ?? Infinity) <= SHORTEST_LONG_SECONDS) {
    return { kind: 'close' }
  }
  if (usual.length < MIN_COMPARED || durationSeconds === null) return { kind: 'none' }
  const median = medianOf(usual) ?? 0
  if (durationSeconds > SHORTEST_LONG_SECONDS && durationSeconds > times * median) {
    const took = formatDuration(durationSeconds)
    return { kind: 'open', message: `The execution took ${took}; ${formatDuration(median)} is usual.` }
  }
  return execution.status === 'success' ? { kind: 'close' } : { kind: 'none' }
}

/** Judges the number of records; 0 per cent means that only an empty load is bad. */
function judgeRecords(
  perCent: number,
  execution: EndedExecution,
  before: readonly EndedExecution[],
): Verdict {
  if (execution.status !== 'success') return { kind: 'none' }
  const { recordsProcessed: records } = execution
  if (records === null) return { kind: 'none' }
  const usual = successes(before).flatMap(({ recordsProcessed }) => recordsProcessed ?? [])
  const median = medianOf(usual) ?? 0
  const bad = median > 0 && (perCent === 0 ? records === 0 : records < (median * perCent) / 100)
  if (!bad) return { kind: 'close' }
  const found = records === 0 ? 'no records' : formatCount(records, 'record')
  return { kind: 'open', message: `The execution succeeded with ${found}; ${formatNumber(median)} is usual.` }
}

const successes = (executions: readonly EndedExecution[]) =>
  executions.filter(({ status }) => status === 'success').slice(0, COMPARED_SUCCESSES)

/** Whether two messages concern the same rule and pipeline, so that their order matters. */
export const isSameSubject = (
  a: Pick<AlertMessage, 'ruleName' | 'pipeline'>,
  b: Pick<AlertMessage, 'ruleName' | 'pipeline'>,
): boolean => a.ruleName === b.ruleName && a.pipeline?.id === b.pipeline?.id

/** Minutes to wait after each failed attempt; after the last one the delivery has failed. */
const RETRY_MINUTES = [1, 5, 15, 60, 240]

/** Returns the time of the next attempt after `attempts` failed ones; null = no further attempt. */
export function nextAttempt(attempts: number, now: Date): string | null {
  const minutes = RETRY_MINUTES[attempts - 1]
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000).toISOString()
}
