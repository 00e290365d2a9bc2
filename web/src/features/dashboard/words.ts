import { formatCount, formatNumber } from '#web/lib/format.ts'
import { formatTotal } from '#web/ui/table/load-more.tsx'

// Words of the dashboard, by component.

export const changeNoteWords = {
  noEarlierData: 'No earlier data',
  noChange: 'No change',
  comparedWith: 'Compared with the previous period of the same length',
  amount: (value: string, unit: '%' | 'points') => (unit === '%' ? `${value}%` : `${value} points`),
  up: 'up',
  down: 'down',
}

export const dashboardPageWords = {
  ownDashboards: 'Dashboards',
  dashboard: 'Dashboard',
  loadError: 'Could not load figures',
  topPerformers: 'Top performers',
  noTopPerformers: (words: string) => `No pipeline has finished 5 executions ${words}.`,
  busiestPipelines: 'Busiest pipelines',
  noneBusy: (words: string) => `No executions ${words}.`,
  slowestPipelines: 'Slowest pipelines',
  noneSlow: (words: string) => `No executions ${words}.`,
  wallDisplay: 'Wall display',
  loading: 'Loading figures',
}

export const dashboardWindowWords = {
  n24H: '24h',
  n7D: '7d',
  n30D: '30d',
  n90D: '90d',
  all: 'All',
  custom: 'Custom',
  inLast24Hours: 'in the last 24 hours',
  inLast7Days: 'in the last 7 days',
  inLast30Days: 'in the last 30 days',
  inLast90Days: 'in the last 90 days',
  allTime: 'so far',
  theseDays: 'on these days',
}

export const figureTilesWords = {
  figures: 'Figures',
  pipelines: 'Pipelines',
  active: (activePipelines: number) => `${formatNumber(activePipelines)} active`,
  executions: 'Executions',
  inTotal: 'in total',
  runningNow: 'Running now',
  waiting: (pendingExecutions: number) => `${formatNumber(pendingExecutions)} waiting`,
  successRate: 'Success rate',
  /** The outcomes that lower the rate: a cancel is not a failure. */
  parts: ({ failed, cancelled }: { failed: number; cancelled: number }) =>
    cancelled === 0
      ? `${formatNumber(failed)} failed`
      : `${formatNumber(failed)} failed, ${formatNumber(cancelled)} cancelled`,
  averageDuration: 'Average duration',
  records: 'Records',
  recordCount: (count: number | null) => formatCount(count, 'record'),
  uncounted: (count: number) => `excluding ${formatCount(count, 'execution')} without a count`,
  loadedInTotal: 'loaded in total',
  noneReported: 'none reported',
}

export const firstStepsWords = {
  nothingToShowYet: 'Nothing to show yet',
  hint: 'Figures and charts appear after the first execution. The sample pipelines run entirely on this machine.',
}

export const guideWords = {
  title: 'Get started in four steps',
  close: 'Hide these steps',
  /** The common start of the samples' names, and two of them. */
  samples: 'Sample:',
  slowSample: 'Sample: slow load',
  failingSample: 'Sample: failing load',
  watch: 'Watch data flow',
  watchHint:
    'Loads 2,400 orders into SQLite in about 30 seconds. Watch records, log and steps, or cancel it.',
  watchAction: 'Run the slow sample',
  fail: 'Look into a failure',
  failHint: 'Fails on purpose. See the quoted reason, what to do, and the cause under Failures.',
  failAction: 'Run the failing sample',
  findRows: 'Find the loaded rows',
  findRowsHint: 'Every execution shows where its data went and the first rows there.',
  findRowsAction: 'Show the loaded rows',
  findRowsFirst: 'Run the slow sample first.',
  own: 'Create your own pipeline',
  ownHint: 'Choose an extractor and a loader from the catalogue, fill in their settings and test them.',
  ownAction: 'Create pipeline',
  view: 'View execution',
}

export const rankingWords = {
  table: (title: string) => `Table: ${title.toLowerCase()}`,
  executions: 'Executions',
  successRate: 'Success rate',
  averageDuration: 'Average',
  pipeline: 'Pipeline',
}

export const recentFailuresWords = {
  recentFailures: 'Recent failures',
  table: 'Recent failures, newest first',
  all: (count: number) => `All ${formatNumber(count)}`,
  none: 'No failures in this period.',
  pipeline: 'Pipeline',
  reason: 'Reason',
  when: 'Finished',
  duration: 'Duration',
  noReason: 'No reason recorded',
}

export const runningNowWords = {
  runningNow: 'Running now',
  waiting: (pendingExecutions: number) => `${formatNumber(pendingExecutions)} waiting`,
  none: 'Nothing is running.',
  more: (more: number) => `${formatNumber(more)} more`,
  cancelling: 'Cancelling…',
}

export const upcomingTicksWords = {
  title: 'Upcoming runs',
  schedules: 'Schedules',
  none: 'No runs in the next 24 hours.',
  lateSchedules: 'Late schedules',
  lateHint: 'A run was due and did not start.',
  lateDue: 'Late, due',
  allLateSchedules: 'All late schedules',
}

export const windowPickerWords = {
  firstDay: 'First day',
  lastDay: 'Last day',
  label: 'Period',
}

export const attentionWords = {
  label: 'Needs attention',
  openCauses: (count: number) => formatCount(count, 'open cause'),
  failed: (count: number | { atLeast: number }) =>
    `${formatTotal(count)} failed ${count === 1 ? 'execution' : 'executions'} in the last 24 hours`,
  tooOld: (count: number) =>
    count === 1 ? '1 pipeline has stale data' : `${formatNumber(count)} pipelines have stale data`,
  withTarget: (count: number) => `of ${formatNumber(count)} with a freshness target`,
}
