import type { ObjectiveKind, ObjectiveState } from '@flx/shared/pipelines/objectives'

import { formatBudget } from '#web/lib/budget.ts'
import { formatCount, formatDuration, formatNumber } from '#web/lib/format.ts'

// Words of objectives and their error budgets.

const percent = (value: number): string => `${Number(value.toFixed(2))}%`

export const objectiveFieldWords = {
  success: 'Success objective (%)',
  successHint:
    'The share of executions that must succeed. Retried attempts and cancelled executions do not count.',
  freshness: 'Freshness objective (%)',
  freshnessHint: 'The share of time that data must be within the freshness target.',
  none: 'None',
  days: 'Objectives over (days)',
  daysHint: 'The period of both objectives, up to today.',
  number: 'Enter a number, such as 99.5, or leave it empty for none.',
  wholeDays: 'Enter a whole number of days.',
}

export const objectiveWords = {
  title: 'Objectives',
  loadError: 'Could not load objectives',
  kind: { success: 'Success', freshness: 'Freshness' } satisfies Record<ObjectiveKind, string>,
  state: { met: 'On track', burning: 'Burning fast', spent: 'Budget spent' } satisfies Record<
    ObjectiveState,
    string
  >,
  over: (days: number) => `over ${formatCount(days, 'day')}`,
  promise: (objective: number) => percent(objective),
  attained: (attained: number | null) =>
    attained === null ? 'Nothing counted yet' : `${percent(attained)} so far`,
  left: (left: number) => {
    const { amount, isOver } = formatBudget(left)
    return isOver ? `${amount} over the error budget` : `${amount} of the error budget left`
  },
  shortLeft: (left: number) => {
    const { amount, isOver } = formatBudget(left)
    return isOver ? `−${amount}` : amount
  },
  usedExecutions: (used: number, allowed: number) =>
    `${formatCount(used, 'failure')} of ${Number(allowed.toFixed(1))} allowed`,
  usedTime: (used: number, allowed: number) =>
    `${used < 1 ? 'Never stale' : `Stale for ${formatDuration(used)}`}, ${formatDuration(allowed)} allowed`,
  burnRates: (kind: string) => `Burn rates: ${kind}`,
  window: 'Last',
  rate: 'Burn rate',
  limit: 'Limit',
  madeOf: 'Based on',
  hours: (hours: number) => (hours < 24 ? formatCount(hours, 'hour') : formatCount(hours / 24, 'day')),
  times: (rate: number) => `${rate >= 10 ? formatNumber(rate) : Number(rate.toFixed(1))}×`,
  executions: (failed: number, executions: number) =>
    executions === 0
      ? 'no executions'
      : `${formatNumber(failed)} of ${formatCount(executions, 'execution')} failed`,
  time: 'time',
  series: 'Error budget by day',
  byDay: 'By day',
  day: 'Day (UTC)',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stale: 'Stale for',
  explain:
    'At a burn rate of 1×, the error budget lasts exactly as long as the objective. A window with few executions reaches back to the last ten.',
  budget: 'Error budget',
  noObjective: 'No objective',
  show: 'Error budgets',
}
