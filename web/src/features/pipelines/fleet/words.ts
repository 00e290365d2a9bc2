import type { FreshnessState } from '@flx/shared/pipelines/freshness'
import type { Step } from '@flx/shared/executions/step'

import { formatNumber } from '#web/lib/format.ts'

// Words of the fleet: one line per pipeline, with its health.

export const fleetWords = {
  label: 'Pipelines with their health',
  pipeline: 'Pipeline',
  runs: 'Last 30 runs, newest last',
  freshness: 'Freshness / target',
  success: 'Success',
  p95: 'Duration p95',
  next: 'Next run',
  owner: 'Owner',
  loadingMore: 'Loading more pipelines',
  footer: (shown: number, total: string, order: string) =>
    `${formatNumber(shown)} of ${total} ${total === '1' ? 'pipeline' : 'pipelines'}. ${order}`,
  worstFirst: 'Worst first: past the target, close to it, then by success rate.',
  live: 'Updated as executions finish',
}

export const fleetSummaryWords: Record<FreshnessState, (count: string, one: boolean) => string> = {
  past: (count, one) => `${count} past ${one ? 'its' : 'their'} freshness target`,
  close: (count) => `${count} close to it`,
  fresh: (count) => `${count} fresh`,
  none: (count) => `${count} without a target`,
}
export const fleetSummaryLabel = 'Freshness of all pipelines'

export const fleetCellWords = {
  states: {
    past: 'Past its freshness target',
    close: 'Close to its freshness target',
    fresh: 'Fresh',
    none: 'No freshness target',
  } satisfies Record<FreshnessState, string>,
  never: 'Never loaded',
  ago: (span: string) => `${span} ago`,
  noTarget: 'no target',
  target: (period: string) => ` / ${period}`,
  slower: (percent: number) => `▲${formatNumber(percent)}%`,
  slowerLabel: (percent: number) => `${formatNumber(percent)}% longer than in earlier runs`,
  nobody: 'None',
  inactive: 'Inactive',
}

export const runStripWords = {
  label: (name: string, summary: string) => `${name}. ${summary}. Arrow keys step through them.`,
}

const STEPS: Record<Step['kind'], string> = {
  discover: 'discover',
  extract: 'extract',
  map: 'map',
  load: 'load',
  transform: 'transform',
  command: 'command',
}

export const runCardWords = {
  attempt: (attempt: number, maximum: number) => `attempt ${attempt} of ${maximum}`,
  duration: 'Duration',
  records: 'Records',
  failingStep: 'Failing step',
  usually: (value: string) => ` · usually ${value}`,
  step: ({ kind, plugin }: Pick<Step, 'kind' | 'plugin'>) => `${STEPS[kind]}, ${plugin}`,
  inARow: 'Failures',
  firstOf: 'First of',
  failures: (count: number, more: boolean) => `${formatNumber(count)}${more ? '+' : ''} failures in a row`,
  nthOf: (nth: number, count: number) => `failure ${formatNumber(nth)} of ${formatNumber(count)} in a row`,
  openLog: 'Open log',
  nextRun: 'next run',
  unfinished: 'not finished',
}
