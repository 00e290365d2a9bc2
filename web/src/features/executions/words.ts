import type { StepKind } from '@flx/shared/executions/execution-status'

import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the execution page, by component.

export const attemptsWords = {
  attempts: 'Attempts',
  attempt: (attempt: number) => `Attempt ${attempt}`,
  of: (count: number) => ` of ${count}`,
  other: (attempt: number, status: string) => `Attempt ${attempt}: ${status}`,
}

export const cancelExecutionDialogWords = {
  forceKillExecutionOf: (name: string) => `Force kill the execution of ${name}?`,
  cancelExecutionOf: (name: string) => `Cancel the execution of ${name}?`,
  forceKill: 'Force kill',
  cancelExecution: 'Cancel execution',
  keepExecution: 'Keep execution',
  killing: (name: string) => `Force-killing ${name}…`,
  cancelling: (name: string) => `Cancelling ${name}…`,
  killHint:
    'Its processes are killed immediately, without a chance to finish. Everything the loader has confirmed is kept.',
  cancelHint:
    'Its processes are asked to stop. Everything the loader has confirmed is kept, and the next execution continues from there.',
}

export const commandsTabWords = {
  none: 'No process was started.',
  pid: (pid: number) => `pid ${pid}`,
  exitCode: (code: number) => `exit code ${code}`,
  commandOf: (plugin: string) => `Command of ${plugin}`,
}

export const comparisonChoiceWords = {
  label: 'Compare with',
  lastSuccess: 'Last success before it',
  other: (id: string) => `Execution ${id}`,
  option: (at: string, status: string, records: number | null) =>
    `${at} · ${status} · ${formatCount(records, 'record')}`,
}

export const comparisonTabWords = {
  comparedWithOther: 'Compared with another execution',
  loadError: 'Could not compare the executions',
  comparing: 'Comparing',
  noSuccess: 'No success before this execution',
  noSuccessHint: 'Once there is one, changes since then appear here.',
  configuration: 'Configuration',
  sameSettings: 'Both used the same settings.',
  secretsHint: 'Secret values are not compared.',
  stateAfterwards: 'State afterwards',
  sameState: 'Both ended with the same state.',
  comparedWithLastSuccess: 'Compared with the last success',
  bothExecutions: 'Both executions',
  figure: 'Figure',
  status: 'Status',
  duration: 'Duration',
  mode: 'Mode',
  incremental: 'incremental',
  differs: 'different',
  thisOne: 'This execution',
  difference: 'Difference',
  fullRefresh: 'full refresh',
  pluginsAndSteps: 'Plugins and steps',
  step: 'Step',
  before: 'Before',
  took: 'Took',
  different: '(different)',
  streams: 'Streams',
  noRecords: 'No records in either execution.',
  recordsByStream: 'Records by stream',
  stream: 'Stream',
  new: 'new',
  missing: 'missing',
  schemaChanged: 'Schema changed',
  same: 'No change',
  noneBefore: 'none before',
  aboutSame: 'about the same',
}

export const failureBannerWords = {
  label: 'Error',
  cause: 'Cause',
  failures: (count: number) => formatCount(count, 'failed execution'),
  logLine: (line: number) => `log line ${formatNumber(line)}`,
  line: (line: number) => `Line ${formatNumber(line)}`,
  noSuccess: 'No success before this execution to compare with.',
  whatChanged: 'What changed since the last success',
  compare: 'Compare',
  versions: 'Plugin version',
  schemas: 'Schema changed',
  configuration: 'Configuration',
  more: (count: number) => `${formatNumber(count)} more`,
  sameTitle: 'Plugins, schemas, configuration',
  same: 'No change',
  records: 'Records',
}

export const executionActionsWords = {
  ownSettings: 'It used custom settings, so retrying needs the editor role. Execute the pipeline instead.',
  runAgain: 'Run again',
  withoutOwnSettings: 'Executes the pipeline without the custom settings of this execution.',
  notEnded: 'It has not ended yet.',
  retry: 'Retry',
  retryFrom: 'Retry from…',
  retryTransform: 'Retry from the transform',
  retryFailedModels: 'Retry the failed models',
  noResults: 'The transform left no results to continue from.',
  forceKill: 'Force kill',
  cancel: 'Cancel',
  succeeded: 'It succeeded. Run it again instead.',
  compare: 'Compare with the last success',
  log: 'Log',
  pipeline: 'Open the pipeline',
  hold: (plugin: string) => `Hold pipelines that use ${plugin}…`,
  /** Further words by which the palette finds an action. */
  also: { runAgain: 'execute run', cancel: 'stop kill', compare: 'difference' },
}

export const executionDocumentsWords = {
  changes: 'Changes',
  stateUnchanged: 'This execution did not change the state.',
  before: 'Before',
  stateBefore: 'State before',
  after: 'After',
  confirmed: 'confirmed',
  stateAfter: 'State after',
  noConfiguration: 'The configuration is resolved when the execution starts.',
  configurationOf: (plugin: string) => `Configuration of ${plugin}`,
}

export const executionDetailsWords = {
  completed: 'Completed',
  errored: 'Failed with an error',
  cancelledBy: 'Cancelled by a user or the API',
  timedOut: 'Timed out',
  interrupted: 'Interrupted: the server or worker stopped',
  fullRefresh: 'full refresh',
  streams: (names: string) => `only streams ${names}`,
  firstRecords: (limitRecords: number) => `record limit ${formatNumber(limitRecords)}`,
  settings: (names: string) => `custom settings: ${names}`,
  id: 'ID',
  copyId: 'Copy ID',
  pipeline: 'Pipeline',
  trigger: 'Trigger',
  startedBy: 'Started by',
  system: 'System',
  mode: 'Mode',
  queued: 'Queued',
  notBefore: 'Not before',
  started: 'Started',
  waited: 'Waited',
  finished: 'Finished',
  duration: 'Duration',
  cancelRequested: 'Cancel requested',
  killRequested: 'Force kill requested',
  outcome: 'Outcome',
  attempt: 'Attempt',
  attemptOf: (attempt: number, maximum: number) => `${attempt} of ${maximum}`,
  worker: 'Worker',
  logLines: 'Log lines',
  details: 'Details',
  pluginsUsed: 'Plugins used',
  noPlugins: 'Known once the execution starts.',
}

export const executionHeaderWords = {
  lineage: 'Lineage',
  whatIsLate: 'Downstream impact',
  reported: '(reported)',
  reportedHint: 'Reported by its plugins. They did not pass through this server.',
  notReported: 'Records not reported',
  notReportedHint: 'They did not pass through this server, and no plugin reported any.',
  ofAbout: (duration: string) => ` of about ${duration}`,
  record: 'record',
  records: 'records',
  fullRefresh: 'Full refresh',
}

export const sidePanelWords = {
  streams: 'Streams',
  attempts: 'Attempts',
  execution: 'Execution',
  copyId: 'Copy ID',
  waited: 'Waited',
  data: 'Data',
  transferred: (bytes: string) => `${bytes} transferred`,
  worker: 'Worker',
  allDetails: 'All details',
  state: 'State',
  confirmed: 'confirmed',
  notConfirmed: 'not confirmed',
  noState: 'No state was saved.',
  noStateYet: 'The loader has not confirmed any state yet.',
  stream: 'Stream',
  before: 'Before',
  after: 'After',
  wholeState: 'Whole state',
  use: 'Peak use',
  step: 'Step',
  cpu: 'CPU',
  cpuHint: 'Processor cores used, on average',
  memory: 'Memory',
}

export const executionPageWords = {
  damaged: 'A backup may have the missing data. The execution itself is not affected.',
  log: 'Log',
  models: 'Models',
  rows: 'Loaded rows',
  compare: 'Compare',
  state: 'State',
  configuration: 'Configuration',
  commands: 'Commands',
  details: 'Details',
  loadError: 'Could not load this execution',
  loading: 'Loading the execution',
  missing: 'This execution does not exist',
  missingHint: 'It may have been removed by a clean-up, or the address is wrong.',
  allExecutions: 'All executions',
  tabsLabel: 'About this execution',
}

export const stepsCardWords = {
  steps: 'Steps',
  notStarted: 'Steps appear when the execution starts.',
  none: 'No step was started.',
  step: 'Step',
  when: 'When',
  result: 'Result',
  fromTo: (from: string, to: string | null) => (to === null ? `since ${from}` : `${from} to ${to}`),
  usually: (duration: string) => `, usually ${duration}`,
  lastSuccess: 'Last success',
  axis: 'Time axis',
  elapsed: 'Elapsed',
  clock: 'Clock',
  parts: (count: number) => formatCount(count, 'model or test', 'models and tests'),
  waiting: 'waiting',
  fromCache: 'from the cache',
  notStartedLabel: 'not started',
  loadedBefore: 'loaded before',
  failed: 'failed',
  exitCode: (code: number) => `exit ${code}`,
}

const PROGRAMS: Record<StepKind, string> = {
  discover: 'discovery',
  extract: 'extractor',
  map: 'mapper',
  load: 'loader',
  transform: 'transform',
  command: 'command',
}

export const busyStripWords = {
  bottleneck: 'Bottleneck',
  programs: PROGRAMS,
  busy: (perCent: string) => `busy ${perCent}%`,
  mostBusy: (program: string, perCent: string) =>
    `${program.charAt(0).toUpperCase()}${program.slice(1)} busy ${perCent}%.`,
  oneWaited: (program: string, duration: string) => `The ${program} waited ${duration} for it.`,
  othersWaited: (duration: string) => `The others waited ${duration} for it.`,
  none: 'No single bottleneck.',
}

export const streamsTableWords = {
  streams: 'Streams',
  noneYet: 'No records yet.',
  notStarted: 'Not started.',
  none: 'No records.',
  noneReported: 'No plugin reported records.',
  stream: 'Stream',
  records: 'Records',
  batches: 'Batches',
  written: 'Written',
  writtenHint: 'Records that the loader reports as written',
  missing: (records: string) => `${records} fewer than read`,
  lag: 'Lag',
  lagHint: 'From the bookmark to the end of the execution',
  schemaChanges: (times: number) => (times === 1 ? 'Schema changed once' : `Schema changed ${times} times`),
  rate: 'Rate',
  data: 'Data',
}

export const transformPartsWords = {
  loadError: 'Could not load models',
  loading: 'Loading models',
  none: 'The transform reported no models or tests.',
  noneYet: 'The transform has not reported any models or tests yet.',
  title: (plugin: string) => `Models and tests of ${plugin}`,
  label: 'Models and tests',
  failedAfter: (duration: string) => `error · ${duration}`,
  status: 'Status',
  name: 'Name',
  rows: 'Rows',
  time: 'Time',
  done: (ended: string, total: string, counts: string) => `${ended} of ${total} done: ${counts}.`,
  hidden: (count: string) => ` ${count} more are not shown.`,
  statuses: {
    running: 'Running',
    success: 'Success',
    warning: 'Warning',
    failed: 'Failed',
    skipped: 'Skipped',
    cancelled: 'Cancelled',
  },
  /** After a count: "8 succeeded, 1 failed". */
  counted: {
    running: 'running',
    success: 'succeeded',
    warning: 'with warnings',
    failed: 'failed',
    skipped: 'skipped',
    cancelled: 'cancelled',
  },
}
