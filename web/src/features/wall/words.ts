import { formatCount, formatNumber } from '#web/lib/format.ts'

// The words of the wall display.

export const wallWords = {
  tab: 'Wall display',
  title: 'FLX Pipelines',
  leave: 'Exit',
  loading: 'Loading',
  loadError: 'Could not load figures',
  more: (count: number) => `and ${formatNumber(count)} more`,
  moreAtLeast: 'and more',
}

export const statusWords = {
  live: 'Live',
  connecting: 'Connecting',
  reconnecting: (time: string) => `Reconnecting · data as of ${time}`,
  lost: (time: string, ago: string) => `Not live since ${time} (${ago})`,
  storage: (time: string) => `The server has not been able to save anything since ${time}`,
}

export const healthWords = {
  title: 'Healthy pipelines',
  /** Between the figure and its sign. */
  percent: '%',
  share: (healthy: number, total: number) => `${formatNumber(healthy)} of ${formatNumber(total)}`,
  failing: (count: number) => `${formatNumber(count)} failing`,
  none: 'No active pipeline has run yet',
  lastDay: 'Last 24 hours',
  noChange: 'No change',
  points: (points: number) => {
    const sign = points < 0 ? '−' : '+'
    return `${sign}${formatCount(Math.abs(points), 'point')}`
  },
  now: 'now',
  executions: (clock: string) => `executions since ${clock} yesterday`,
  failed: 'failed',
  scale: (value: number) => `${value}%`,
}

export const causesWords = {
  title: 'Failure causes',
  none: 'Nothing is failing',
  pipelines: (count: number) => formatCount(count, 'pipeline'),
  unassigned: 'Unassigned',
  acknowledged: 'Acknowledged',
}

export const staleWords = {
  title: 'Stale data',
  none: 'All data is fresh',
  noTargets: 'No pipeline has a freshness target',
  never: 'Never loaded',
  target: (target: string) => ` / ${target}`,
}

export const runningWords = {
  title: 'Running now',
  waiting: (count: number) => `${formatNumber(count)} waiting`,
  none: 'Nothing is running',
  left: (span: string) => `${span} left`,
  over: (span: string) => `${span} over`,
  soFar: (span: string) => `${span} so far`,
  cancelling: 'Cancelling',
}

export const lateWords = {
  title: 'Late schedules',
  none: 'No schedule is late',
  paused: (name: string) => `Schedules paused by ${name}`,
  late: (span: string) => `${span} late`,
  count: (count: number, more: boolean) => `${formatNumber(count)}${more ? '+' : ''}`,
}

export const nextHourWords = {
  title: 'Next hour',
  runs: (count: number, peak: number) =>
    peak < 2
      ? formatCount(count, 'run')
      : `${formatCount(count, 'run')}, at most ${formatNumber(peak)} at the same time`,
  notShown: (count: number) => `${formatNumber(count)} not shown`,
  none: 'No runs in the next hour',
  paused: (name: string, time: string) => `Schedules paused by ${name} since ${time}. No runs start.`,
  held: (reason: string) => `All pipelines are on hold: ${reason}`,
  now: 'now',
}
