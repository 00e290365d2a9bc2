import { formatCount } from '#web/lib/format.ts'

// Words of the storage page, by component.

export const diskSectionWords = {
  disk: 'Disk',
  measured: 'measured',
  measure: 'Measure now',
  loading: 'Loading disk use',
  loadError: 'Could not load the disk use',
  failed: (error: string) => `Could not measure the disk: ${error}`,
  measuring: 'Measuring',
  free: 'free',
  inUse: (used: string, size: string) => `${used} of ${size} in use, including everything else on this disk`,
  historyAndSettings: 'History and settings',
  databaseWithoutLogs: 'database, without logs',
  logs: 'Logs',
  reusable: 'Free in the database',
  reusableNote: 'reused before the file grows',
  environments: 'Environments',
  plugins: (count: number) => formatCount(count, 'plugin'),
  connectorFiles: 'Connector files',
  connectorFilesNote: 'their working folders',
  backups: 'Database backups',
  backupsNote: 'in the data folder',
  other: 'Other',
  partsLabel: 'Contents of the data folder',
  items: (name: string) => `${name} in detail`,
}

export const cleanUpWords = {
  title: 'Clean-up',
  runNow: 'Run now',
  running: 'Clean-up is running.',
  nextDue: 'The next clean-up is due',
  none: 'No clean-up yet.',
  began: (nightly: boolean) =>
    `${nightly ? 'The last nightly clean-up' : 'The last clean-up, started manually,'} began`,
  took: (duration: string) => ` and took ${duration}`,
  removed: (nothing: boolean) => `. It removed${nothing ? ' nothing.' : ':'}`,
  failed: (error: string) => `It stopped early: ${error}`,
  removedLabel: 'Removed by the last clean-up',
  runTitle: 'Run clean-up now?',
  nothingToRemove: 'Nothing to delete under the saved policy.',
  willRemove: 'Permanently deletes, under the saved policy:',
  willRemoveLabel: 'To be deleted',
}

export const removalsWords = {
  executions: 'Executions',
  logs: 'Logs',
  deliveriesAndIncidents: 'Deliveries and incidents',
  ticks: 'Scheduled runs',
  auditEntries: 'Audit entries',
  liveEvents: 'Live events',
  pastFlows: 'Past lineage',
}

export const retentionWords = {
  executions: 'Executions (days)',
  executionsHint:
    'Each pipeline keeps its last execution, its last success and the one with its latest state. Figures are kept.',
  perPipeline: 'Executions per pipeline',
  perPipelineHint: 'Keep the newest N. Either limit deletes.',
  logsInDays: 'Logs (days)',
  logsHint: 'Logs can be deleted before their executions.',
  deliveriesAndClosedIncidents: 'Deliveries and closed incidents (days)',
  ticks: 'Scheduled runs (days)',
  ticksHint: 'The last one of each pipeline is kept.',
  auditLogInDays: 'Audit log (days)',
  atLeast30: 'At least 30.',
  liveEventsInDays: 'Live events (days)',
  eventsHint: 'Events keep open pages up to date.',
  diskWarning: 'Warn when free space is below (GB)',
  diskWarningHint: 'Shown on every page. Enter 0 to turn it off.',
}

export const retentionSectionWords = {
  title: 'Retention',
  loading: 'Loading the policy',
  loadError: 'Could not load the policy',
  empty: 'Leave a limit empty to keep everything.',
  nightlyAt: 'Clean up nightly at (UTC)',
  discardChanges: 'Discard changes',
  noChanges: 'No changes to save',
  reviewAndSave: 'Review and save…',
  savePolicy: 'Save the policy?',
  savePolicyLabel: 'Save policy',
  saved: 'Policy saved. The next clean-up applies it.',
  nothingToRemove: 'Nothing to delete yet.',
  willRemove: 'The next clean-up permanently deletes:',
  willRemoveLabel: 'To be deleted',
  figuresStay: 'Charts and statistics keep their figures.',
}

export const storagePageWords = {
  storage: 'Storage',
}
