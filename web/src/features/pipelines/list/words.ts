import { formatCount } from '#web/lib/format.ts'

// Words of the list of pipelines, by component.

export const archiveDialogWords = {
  delete: (name: string) => `Delete ${name}?`,
  deletePipeline: 'Delete pipeline',
  hint: 'Removes it from the lists and stops its schedule. Its history and states are kept; its stored secrets are erased. You can restore it from the archived pipelines.',
}

export const cardGridWords = {
  pipelines: 'Pipelines',
  loadingPipelines: 'Loading pipelines',
}

export const documentMenuWords = {
  exportAndImport: 'Export, import and more',
  exportThese: 'Export these as YAML',
  exportAsYaml: 'Export as YAML',
  tooMany: 'One document holds at most 10,000 pipelines. Filter the list first.',
  nothingToExport: 'Nothing to export',
  importYaml: 'Import YAML…',
  importProject: 'Import a Meltano project…',
  exportToMeltano: (selected: number) =>
    selected === 0 ? 'Export to Meltano…' : `Export ${formatCount(selected, 'pipeline')} to Meltano…`,
  tooManyForMeltano: 'A Meltano project holds at most 2,000 pipelines. Filter the list first.',
}

export const meltanoDialogWords = {
  title: 'Export to Meltano',
  export: 'Export',
  close: 'Close',
  hint: 'Creates a meltano.yml with these pipelines and their plugins, and an .env.example that names the variables for secrets. Neither holds a secret.',
  environment: 'Environment',
  environmentHint: 'Meltano keeps state per environment.',
  enterEnvironment: 'Enter an environment',
  notes: 'What Meltano does differently',
  save: (path: string) => `Save ${path}`,
  contentOf: (path: string) => `Content of ${path}`,
}

export const emptyListWords = {
  noPipelinesFound: 'No pipelines yet',
  emptyHint:
    'A pipeline moves data from an extractor to a loader. The sample pipelines run entirely on this machine.',
  noneToAdd: 'All sample pipelines are already here.',
  addedSamples: (added: number) => `Added ${formatCount(added, 'sample pipeline')}.`,
  noPipelinesMatch: 'No pipelines match',
  clearSearchAndFilters: 'Clear filters',
  noMatchHint: 'Try a different search, or clear the filters.',
}

export const lastResultWords = {
  records: (count: number | null) => formatCount(count, 'record'),
  never: 'Never executed',
  after: (duration: string) => ` after ${duration}`,
  waitingToStart: 'Waiting to start',
  failed: (after: string) => `Failed${after}`,
  figures: (duration: string, detail: string) => (duration === '' ? detail : `${duration} · ${detail}`),
  cancelled: (after: string) => `Cancelled${after}`,
}

export const listFiltersWords = {
  filterPipelines: 'Filter pipelines',
  nameDescriptionPlugin: 'Name, description, plugin…',
  lifecycle: 'State',
  type: 'Type',
  template: 'Template',
  lastStatus: 'Last status',
  extractor: 'Extractor',
  loader: 'Loader',
  tag: 'Tag',
  owner: 'Owner',
  freshness: 'Freshness',
  budget: 'Error budget',
  created: 'Created',
  clearAll: 'Clear all',
  order: (words: string) => `Sort: ${words}`,
}

export const listSearchWords = {
  active: 'Active',
  inactive: 'Inactive',
  archived: 'Archived',
  elExtractLoad: 'EL: extract, load',
  etl: 'ETL: maps in flight',
  eltTransformsAfterLoad: 'ELT: transforms after the load',
  meltano: 'Meltano: runs with meltano run',
  pending: 'Pending',
  running: 'Running',
  success: 'Success',
  failed: 'Failed',
  cancelled: 'Cancelled',
  newest: 'Newest',
  oldest: 'Oldest',
  nameZ: 'Name A–Z',
  nameZLabel: 'Name Z–A',
  lastRunNewest: 'Last run, newest',
  lastRunOldest: 'Last run, oldest',
  worst: 'Worst first',
  best: 'Best first',
  stalest: 'Freshness, most overdue',
  freshest: 'Freshness, least overdue',
  successLowest: 'Success rate, lowest',
  successHighest: 'Success rate, highest',
  slowest: 'Duration p95, longest',
  fastest: 'Duration p95, shortest',
  nextRunFirst: 'Next run, soonest',
  nextRunLast: 'Next run, latest',
  ownerA: 'Owner A–Z',
  ownerZ: 'Owner Z–A',
  budgetLeast: 'Least error budget left',
  budgetMost: 'Most error budget left',
  budgetSpent: 'Used up',
  budgetLeft: 'Some left',
  noObjective: 'No objective',
  pastTarget: 'Past the target',
  closeToTarget: 'Close to the target',
  fresh: 'Fresh',
  noTarget: 'No target',
}

export const moreMenuWords = {
  label: (name: string) => `More actions for ${name}`,
  deactivate: 'Deactivate',
  activate: 'Activate',
  edit: 'Edit',
  duplicate: 'Duplicate',
  delete: 'Delete…',
}

export const pipelineActionsWords = {
  cancelExecutionOf: (name: string) => `Cancel the execution of ${name}`,
  cancelling: 'Already cancelling',
  cancel: 'Cancel',
  execute: (name: string) => `Execute ${name}`,
  executeLabel: 'Execute',
  restore: (name: string) => `Restore ${name}`,
  restoreLabel: 'Restore',
  detailsOf: (name: string) => `Details of ${name}`,
  details: 'Details',
}

export const pipelineBulkBarWords = {
  hint: 'Removes them from the lists and stops their schedules. Histories and states are kept; stored secrets are erased. You can restore archived pipelines.',
}

export const pipelineCardWords = {
  select: (name: string) => `Select ${name}`,
  type: 'Pipeline type',
  inactiveHint: 'Its schedule is paused; it can still be executed manually.',
  inactive: 'Inactive',
  archived: 'Archived',
  noDescription: 'No description',
  queued: 'queued',
  lastRun: 'last run',
  created: 'created',
  schedule: (schedule: string, timezone: string, active: boolean) =>
    `Schedule: ${schedule} (${timezone})${active ? '' : ', paused while inactive'}`,
  noMoreRuns: 'no more runs',
  paused: 'paused',
}

export const pipelineTableWords = {
  name: 'Name',
  extractor: 'Extractor',
  loader: 'Loader',
  transform: 'Mappers, transform',
  active: 'Active',
  lastStatus: 'Last status',
  lastResult: 'Last result',
  lastRun: 'Last run',
  nextRun: 'Next run',
  created: 'Created',
  pipelines: 'Pipelines',
  selectAllPipelinesShown: 'Select all pipelines shown',
  select: (name: string) => `Select ${name}`,
  archived: 'This pipeline is archived. Restore it first.',
  activeNamed: (name: string) => `${name} is active`,
  saving: 'Saving…',
}

export const pipelinesPageWords = {
  flows: 'Flows',
  templates: 'Templates',
  noun: ['pipeline', 'pipelines'] as const,
  grid: 'Grid',
  table: 'Table',
  fleet: 'Fleet',
  loadError: 'Could not load pipelines',
  pipelines: 'Pipelines',
  view: 'View',
  createPipeline: 'Create pipeline',
}

export const usePipelineChangesWords = {
  activated: (name: string) => `Activated ${name}`,
  deactivated: (name: string) => `Deactivated ${name}. Its schedule is paused.`,
  restored: (name: string) => `Restored ${name} without its secrets`,
  deleted: (name: string) => `Deleted ${name}. Its history is kept.`,
}

export const templateBadgeWords = {
  version: (version: number) => `v${version}`,
  update: 'update available',
  newer: (newest: number) => ` → v${newest}`,
  from: (name: string) => `Created from template ${name}`,
  outdated: (name: string, version: number, newest: number) =>
    `Created from version ${version} of template ${name}. Version ${newest} is available.`,
}
