import type { FreshnessState } from '@flx/shared/pipelines/freshness'

import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the Lineage page, by component.

export const lineageWords = {
  title: 'Lineage',
  search: 'Table, file, stream or system',
  searchLabel: 'Search lineage',
  source: 'Source',
  tag: 'Tag',
  noneMatch: 'Nothing in this graph matches the filters',
  upstream: 'Upstream',
  downstream: 'Downstream',
  depth: (steps: number | 'all') => (steps === 'all' ? 'All' : String(steps)),
  view: 'Show as',
  picture: 'Graph',
  list: 'List',
  detail: 'Show',
  tables: 'Tables',
  columns: 'Columns',
  pipelines: 'Pipelines',
  asOf: (time: string) => `As of ${time}`,
  asOfExecution: 'As of the end of an execution',
  backToNow: 'Back to now',
  past: 'Lineage at that time. Status and data age are current.',
  chooseTime: 'As of',
  pastWithout: 'No lineage is known for that time. Status and data age are current.',
  loadError: 'Could not load the lineage',
  truncated: 'The graph does not show everything. Reduce the depth, or start elsewhere.',
  nothing: 'No lineage yet',
  nothingThen: 'No lineage is known for that time',
  nothingHint: 'Every successful execution records lineage. A pipeline has none before its first.',
  another: 'Search for something else',
  pictureLabel: (name: string) => `Lineage of ${name}`,
}

export const datasetListWords = {
  label: 'Datasets',
  name: 'Name',
  system: 'System',
  kind: 'Type',
  columns: 'Columns',
  changed: 'Last change',
  loadError: 'Could not load datasets',
  none: 'No lineage yet',
  noneHint:
    'Execute a pipeline to see what it reads and writes. Datasets that other tools report through OpenLineage appear here too.',
  noMatch: 'No datasets match',
  noun: ['dataset', 'datasets'] as const,
}

export const KIND_WORDS = { stream: 'Stream', table: 'Table', file: 'File', job: 'Job' }
const DBT: Partial<Record<string, string>> = {
  model: 'dbt model',
  seed: 'dbt seed',
  snapshot: 'dbt snapshot',
}
export const kindWord = (kind: keyof typeof KIND_WORDS, dbt: string | null): string =>
  (dbt === null ? undefined : DBT[dbt]) ?? KIND_WORDS[kind]

export const toolWords = {
  reportedBy: (tool: string) => `Reported by ${tool}, not observed here`,
  tool: 'Reported by',
  job: (tool: string) => `${tool} job`,
}

export const nodeWords = {
  system: 'Source system',
  read: 'read',
  notRead: 'not read yet',
  readBy: (pipeline: string) => `Read by ${pipeline}`,
  steps: { load: 'loads', transform: 'transforms' },
  after: 'starts after',
  spoken: (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(', '),
  moreColumns: (count: number) => `${formatNumber(count)} more`,
}

export const freshnessWords = {
  states: {
    past: 'Past its target',
    close: 'Close to its target',
    fresh: 'Fresh',
    none: 'No target',
  } satisfies Record<FreshnessState, string>,
  never: 'never loaded',
  fresh: (age: string) => `fresh, ${age}`,
  aged: (age: string, target: string) => `${age} old, target ${target}`,
  old: (age: string) => `${age} old`,
  noWriter: 'No pipeline here writes it',
}

export const panelWords = {
  label: (name: string) => `About ${name}`,
  close: 'Close the panel',
  freshness: 'Freshness',
  lastRun: 'Last run',
  pipeline: 'Pipeline',
  otherWriters: (count: number) => `and ${formatCount(count, 'other pipeline')}`,
  nextRun: 'Next run',
  notScheduled: 'Not scheduled',
  inactive: 'Inactive',
  firstSeen: 'First seen',
  system: 'System',
  starts: 'Starts',
  partOf: 'Part of',
  centre: 'Start from here',
  expand: 'Show its neighbours',
  collapse: 'Hide its neighbours',
  openPipeline: 'Open pipeline',
  openExecution: 'Open last execution',
  failures: 'Failures',
  columns: 'Columns',
  noColumns: 'No execution reported its columns.',
  showAll: (count: number) => `Show ${formatNumber(count)} more`,
  follow: (column: string) => `Follow ${column}`,
  columnPath: (column: string) => `Where ${column} comes from and goes to`,
  noPath: 'No known columns feed it or use it.',
  columnError: 'Could not follow the column',
  inferred: 'inferred',
  unfollow: 'Stop following',
}

export const reachWords = {
  late: 'Downstream impact',
  lateNone: 'Nothing else depends on it.',
  feeds: 'Upstream sources',
  feedsNone: 'No known sources.',
  lateAt: (span: string) => `late in ${span}`,
  isLate: (span: string) => `${span} late`,
  noTarget: 'no target',
  after: 'starts after',
  summary: (pipelines: number, datasets: number) =>
    `${formatCount(pipelines, 'pipeline')}, ${formatCount(datasets, 'dataset')}`,
  more: (count: number) => `Show ${formatNumber(count)} more`,
  truncated: 'Not all of them are shown.',
  loadError: 'Could not load dependencies',
}

export const neighbourhoodListWords = {
  label: 'Datasets in data flow order',
  dataset: 'Dataset',
  kind: 'Type',
  freshness: 'Freshness',
  from: 'From',
  to: 'Goes to',
  pipeline: 'Written by',
  none: '—',
  inferredFrom: (names: string) => `${names} (inferred)`,
}

export const legendWords = {
  label: 'Legend',
  observed: 'observed during executions',
  inferred: 'inferred from names',
  late: 'past its target',
}
