import type { PipePlace } from '@flx/shared/pipelines/effort-trend'
import type { UsualBand } from '@flx/shared/pipelines/usual'

import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the pipeline page, by component.

export const chartsWords = {
  queued: 'Queued',
  status: 'Status',
  durationInSeconds: 'Duration in seconds',
  records: 'Records',
  id: 'ID',
  duration: 'Duration',
  chartHint: 'A chart. The “Table” view lists its figures.',
  recentExecutions: 'Recent executions',
  last: (count: number) => `Last ${count} executions`,
  viewLabel: 'View of recent executions',
  download: 'Download recent executions as CSV',
}

export const usualWords = {
  show: 'Usual range',
  legend: 'usual for weekday and hour',
  duration: 'Usual duration',
  records: 'Usual records',
  outside: 'outside the usual range',
  orNone: (range: string) => `${range}, or none`,
  usual: (range: string, basis: string) => `Usual ${basis}: ${range}`,
  basis: {
    weekday: 'for this weekday and hour',
    'day-type': 'for this hour on similar days',
    hour: 'for this hour',
    last: 'recently',
  } satisfies Record<NonNullable<UsualBand>['basis'], string>,
}

export const effortTrendWords = {
  title: 'Bottlenecks',
  view: 'View of bottlenecks',
  places: { extract: 'Extractor', map: 'Mappers', load: 'Loader' } satisfies Record<PipePlace, string>,
  usual: (place: string, times: number, total: number) =>
    times === total
      ? `${place} was the bottleneck in all ${formatCount(total, 'measured execution')}.`
      : `${place} was the bottleneck in ${formatNumber(times)} of ${formatCount(total, 'measured execution')}.`,
  none: (total: number) => `No step was the usual bottleneck in ${formatCount(total, 'measured execution')}.`,
  mean: (perCent: number) => `${perCent}% on average`,
  bar: (at: string, perCent: number) => `${at}: busy ${perCent}%`,
  bottleneck: 'Bottleneck',
  perCent: (share: number | null) => (share === null ? '—' : `${Math.round(share * 100)}%`),
}

export const configurationCardWords = {
  requiredLabels: 'Required labels',
  runner: 'Run with',
  projectFolder: 'Project folder',
  followed: 'The folder the server follows',
  environment: 'Environment',
  ofProject: 'Project default',
  comparison: 'Comparison',
  compareRunners: 'With the built-in runner',
  program: 'Meltano program',
  found: 'Found in the project or on the PATH',
  variables: 'Variables',
  loadedRows: 'View last loaded rows',
  configuration: 'Configuration',
  extractor: 'Extractor',
  mappers: 'Mappers',
  loader: 'Loader',
  transform: 'Transform',
  schedule: 'Schedule',
  timeLimit: 'Time limit',
  none: 'None',
  silenceLimit: 'Silence limit',
  catalogue: 'Catalogue',
  discoveredAlways: 'Discovered in every execution',
  discoveredAfter: (duration: string) => `Rediscovered after ${duration}`,
  retries: 'Retries',
  retriesNamed: (count: number, delay: string) => `Up to ${count}, the first after ${delay}`,
  retriedAfter: 'Retry after',
  startWindow: 'Start window',
  afterPipeline: 'After pipeline',
  description: 'Description',
  noDescription: 'No description',
  tags: 'Tags',
  settingsOfThisPipeline: 'Settings of this pipeline',
  noSettings: 'None. The plugins’ settings apply.',
  owner: 'Owner',
  freshnessTarget: 'Freshness target',
  objectives: 'Objectives',
  successObjective: (percent: number) => `${percent}% succeed`,
  freshnessObjective: (percent: number) => `${percent}% of the time fresh`,
  overDays: (days: number) => `over ${formatCount(days, 'day')}`,
  loaded: 'last loaded',
  neverLoaded: 'never loaded',
  leftOut: 'plugin value not used',
  stored: 'Stored, not shown',
}

export const deleteDialogWords = {
  delete: (name: string) => `Delete ${name}?`,
  deletePipeline: 'Delete pipeline',
  typeName: 'Type the name of the pipeline first.',
  deleted: (name: string) => `Deleted ${name}. Its history is kept.`,
  hint: 'Removes it from the lists and stops its schedule. Its history and states are kept; its stored secrets are erased.',
  type: 'Type',
  toConfirm: 'to confirm',
  viewExecution: 'View that execution',
}

export const headerActionsWords = {
  makeTemplate: 'Create template…',
  templateOfMeltano: 'A pipeline that Meltano runs cannot become a template.',
  previewOfMeltano: 'A pipeline that Meltano runs cannot be previewed.',
  switched: (name: string, active: boolean) => `${name} is now ${active ? 'inactive' : 'active'}`,
  cancelling: 'Already cancelling',
  lineage: 'Show lineage',
  cancel: 'Cancel',
  execute: 'Execute',
  editConfiguration: 'Edit configuration',
  moreActions: 'More actions',
  executeWithOptions: 'Execute with options…',
  unfinished: 'An execution is unfinished. Cancel it, or wait until it ends.',
  deactivate: 'Deactivate',
  activate: 'Activate',
  saving: 'Saving…',
  duplicate: 'Duplicate',
  delete: 'Delete…',
  archived: 'This pipeline is archived. Restore it first.',
  lastExecution: 'Open the last execution',
  hold: (plugin: string) => `Hold pipelines that use ${plugin}…`,
  /** Further words by which the palette finds an action. */
  also: { execute: 'run start' },
}

export const historyWords = {
  loadError: 'Could not load the history',
  noExecutionsYet: 'No executions yet',
  emptyHint: 'Execute this pipeline to see its history.',
  noExecutionsMatch: 'No executions match',
  clearAllFilters: 'Clear filters',
  executionsNewestFirst: 'Executions, newest first',
  actions: 'Actions',
  one: 'execution',
  many: 'executions',
  executionHistory: 'Execution history',
  searchHistory: 'Search the history',
  errorMessage: 'Error message…',
  status: 'Status',
  started: 'Started',
  queued: 'queued',
  duration: 'Duration',
  records: 'Records',
  startedBy: 'Started by',
  system: 'System',
  fullRefreshHint: 'Ignored the saved state',
  fullRefresh: 'Full refresh',
  attempt: (attempt: number) => `Attempt ${attempt}`,
  cancelling: 'Already cancelling',
  cancel: 'Cancel',
  viewOne: (time: string) => `View the execution from ${time}`,
  view: 'View',
}

export const metadataCardWords = {
  metadata: 'Metadata',
  createdBy: 'Created by',
  system: 'System',
  created: 'Created',
  updated: 'Updated',
  lastRun: 'Last run',
  never: 'Never',
  version: 'Version',
  id: 'ID',
  copyId: 'Copy ID',
}

export const optionsDialogWords = {
  loadError: 'Could not load the settings',
  ofMeltano:
    'Meltano runs this pipeline. You can choose a full refresh; streams, settings and limits come from its project.',
  queued: (name: string) => `Queued ${name} with these options.`,
  view: 'View execution',
  executeWithOptions: (name: string) => `Execute ${name} with options`,
  executeOnce: 'Execute once',
  notReady: 'Fix the options above first.',
  hint: 'Options apply to this execution only. The pipeline does not change.',
  fullRefresh: 'Full refresh',
  fullRefreshHint: 'Ignores the saved state and extracts everything again, or all of the chosen streams.',
  recordLimit: 'Record limit',
  noLimitHint: 'Leave empty to load everything.',
  limitHint:
    'The loader does write these records. The state is not saved, so the next execution starts where this one did.',
  all: 'All',
  settingsForThisExecution: 'Settings for this execution',
  needsEditor: 'The pipeline’s settings apply. Changing them needs the editor role.',
  changed: (count: number) => `${count} changed`,
  pipeline: 'the pipeline',
  viewUnfinished: 'View that execution',
}

export const optionsDraftWords = {
  wrongLimit: 'Enter a whole number of 1 or more, or leave it empty.',
  chooseAtLeastOne: 'Choose at least one stream.',
}

export const pipelinePageWords = {
  drawing: 'Diagram',
  meltanoDrawing: 'Executions show the steps',
  meltanoDrawingDetail:
    'Meltano runs this pipeline with the plugins of its job. Each execution shows them as steps, in order and with times.',
  meltanoLast: 'Open the last execution',
  meltanoStreams: 'Streams are selected in the project',
  meltanoStreamsDetail:
    'Meltano runs this pipeline and reads its streams and their selection from meltano.yml. Change them there with "meltano select".',
  meltanoState:
    'Meltano keeps the state of this pipeline. This is a copy, updated after each execution. Change the state with "meltano state".',
  history: 'History',
  streams: 'Streams',
  state: 'State',
  timeline: 'Timeline',
  pipeline: 'Pipeline',
  loadError: 'Could not load the pipeline',
  pipelines: 'Pipelines',
  neverExecuted: 'Never executed',
  viewLast: 'View the last execution',
  type: 'Pipeline type',
  inactiveHint: 'Its schedule is paused; it can still be executed manually.',
  active: 'Active',
  archived: 'Archived',
  inactive: 'Inactive',
  deletedHint: 'This pipeline was deleted. Its history is kept, its secrets are erased.',
  restore: 'Restore',
}

export const pipelineSkeletonWords = {
  loadingPipeline: 'Loading the pipeline',
  pipeline: 'Pipeline',
}

export const statisticsTilesWords = {
  recordCount: (count: number | null) => formatCount(count, 'record'),
  uncounted: (count: number) => `excluding ${formatCount(count, 'execution')} without a count`,
  loadError: 'Could not load figures',
  statistics: 'Statistics',
  executions: 'Executions',
  unfinished: (count: number) => `${formatNumber(count)} unfinished`,
  inTotal: 'in total',
  successRate: 'Success rate',
  noneFinished: 'none finished yet',
  successOf: (success: number, finished: number, cancelled: number) =>
    `${formatNumber(success)} of ${formatNumber(finished)}${cancelled === 0 ? '' : `, ${formatNumber(cancelled)} cancelled`}`,
  failed: 'Failed',
  cancelled: (cancelled: number) => `${formatNumber(cancelled)} cancelled`,
  averageDuration: 'Average duration',
  ofFinished: 'of finished executions',
  medianDuration: 'Median duration',
  records: 'Records',
  loadedInTotal: 'loaded in total',
  noneReported: 'none reported',
}

export const streamChoiceWords = {
  loadError: 'Could not load the streams',
  streams: 'Streams',
  noCatalogue: 'The extractor does not provide a catalogue, so every execution loads all streams.',
  unknown: 'Streams are not known yet. Discover them now, or with the next execution.',
  noneSelected: 'The pipeline selects no streams.',
  allSelected: (count: number) => `All ${formatNumber(count)} selected streams.`,
  someSelected: (chosen: number, selected: number) =>
    `${formatNumber(chosen)} of ${formatNumber(selected)} streams.`,
  all: 'All',
  none: 'None',
  discover: 'Discover streams',
  refresh: 'Refresh streams',
}

export const timelineWords = {
  noun: ['entry', 'entries'] as const,
  records: (count: number | null) => formatCount(count, 'record'),
  loadingTimeline: 'Loading the timeline',
  loadError: 'Could not load the timeline',
  empty: 'Nothing yet',
  emptyHint: 'Executions and configuration changes appear here.',
  timelineNewestFirst: 'Timeline, newest first',
  fullRefresh: 'Full refresh',
  execution: 'Execution',
  changed: (action: string) => `${action} the pipeline`,
  byToken: (tokenName: string) => `with token ${tokenName}`,
  schemaChanged: 'The schema of the source changed',
  discoveredWith: 'Discovered with',
  missed: 'Missed a scheduled run',
  skipped: 'Skipped a scheduled run',
}
