// Words of the list of executions, by component.

export const dateHierarchyWords = {
  executionsByDate: 'Executions by date',
  allDates: 'All dates',
}

export const executionBulkBarWords = {
  compare: 'Compare',
  compareTwo: 'Compare the two executions',
  samePipeline: 'Only executions of the same pipeline can be compared.',
  cancelHint:
    'Unfinished executions are stopped. Everything their loaders have confirmed is kept, and the next executions continue from there.',
  retryHint:
    'The latest failed or cancelled execution of each pipeline runs again with the current configuration.',
}

export const executionTableWords = {
  pipeline: 'Pipeline',
  fullRefreshHint: 'Ignored the saved state',
  fullRefresh: 'Full refresh',
  status: 'Status',
  started: 'Started',
  queued: 'queued',
  today: (date: string) => `Today, ${date}`,
  duration: 'Duration',
  startedBy: 'Started by',
  system: 'System',
  executions: 'Executions',
  selectAllExecutionsShown: 'Select all executions shown',
  selectOne: (pipelineName: string, queuedAt: string) =>
    `Select the execution of ${pipelineName} from ${queuedAt}`,
  cancel: 'Cancel',
}

export const executionsPageWords = {
  loadError: 'Could not load executions',
  nothingFound: 'Nothing found so far',
  noExecutionsMatch: 'No executions match',
  searchFurther: 'Search further',
  clearSearchAndFilters: 'Clear filters',
  noMatchHint: 'Try a different search, or clear the filters.',
  searchedTo: 'Searched back to',
  noExecutionsYet: 'No executions yet',
  goToPipelines: 'Go to pipelines',
  emptyHint: 'Execute a pipeline to see its history here.',
  one: 'execution',
  many: 'executions',
  executions: 'Executions',
  searchExecutions: 'Search executions',
  pipelineOrErrorMessage: 'Pipeline or error message…',
}

export const pipelineChipWords = {
  onePipeline: 'One pipeline',
  pipeline: (name: string) => `Pipeline: ${name}`,
  filterByPipeline: 'Filter by pipeline',
  pipelineLabel: 'Pipeline',
  findPipeline: 'Find a pipeline',
  findByName: 'Find by name…',
  pipelinesFound: 'Pipelines found',
  searching: 'Searching…',
  noPipelineMatches: 'No pipelines match.',
}

export const viewSwitchWords = {
  label: 'View',
  executions: 'List',
  logs: 'Logs',
}

export const retryLinksWords = {
  retried: 'Retried',
  attempt: (attempt: number) => `Attempt ${attempt}`,
  retriedHint: 'Open the execution that retried it',
  retryOf: (attempt: number) => `Retry of attempt ${attempt}`,
  retryOfHint: 'Open the execution it retries',
}
