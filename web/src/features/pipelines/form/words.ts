// Words of the pipeline form, by component.

import { formatCount } from '#web/lib/format.ts'

export const catalogSectionWords = {
  everyExecution: 'Every execution',
  everyHour: 'Every hour',
  every6Hours: 'Every 6 hours',
  everyDay: 'Every day',
  everyWeek: 'Every week',
  catalogue: 'Catalogue',
  discoverStreams: 'Discover streams',
  discoverHint: 'New streams and columns appear at the next discovery. A full refresh always discovers.',
  lastDiscovered: 'Last discovered',
  fullRefreshHint: '. A full refresh always discovers.',
  everyHours: (hours: number) => `Every ${hours} hours`,
  unmatchedRules: 'Some selection rules match nothing:',
}

export const conflictDialogWords = {
  title: 'Another user changed this pipeline',
  keepEditing: 'Keep editing',
  saveBothChanges: 'Save both changes',
  saveWithTheseChoices: 'Save with these choices',
  hint: (conflicts: number) =>
    `It was saved while you were editing. Nothing you entered is lost. ${conflicts === 0 ? 'Your changes do not overlap, so both are kept.' : 'Choose a value where both of you changed the same field; the rest is kept from both.'}`,
  became: 'became',
  bothChanged: 'Both of you changed it',
  was: 'Before',
  keepMine: 'Keep mine',
  takeTheirs: 'Take theirs',
  nothing: 'nothing',
  secret: 'a secret',
  yes: 'yes',
  no: 'no',
}

export const editorWords = {
  views: 'Edit as',
  form: 'Form',
  drawing: 'Diagram',
  notSaved: 'Not saved',
  unsaved: (count: number) => `Not saved: ${formatCount(count, 'change')}`,
  restored: 'Restored your unsaved changes from before you left or reloaded the page.',
  withheld: 'Secrets were not kept. Enter them again.',
  discardRestored: 'Discard them',
}

export const createPageWords = {
  createPipeline: 'Create pipeline',
  duplicatePipeline: 'Duplicate pipeline',
  pipelines: 'Pipelines',
  secretsNotCopied: (paths: string) => `Secrets are not copied. Enter them again: ${paths}.`,
  created: (name: string) => `Created ${name}`,
}

export const runnerWords = {
  runner: 'Runner',
  performedBy: 'Run with',
  own: 'Built-in runner (recommended)',
  meltano: 'Installed Meltano',
  ownHint: 'Starts the plugins directly, counts every record and keeps the state.',
  meltanoHint: 'Starts "meltano run" in a project folder, with the plugins installed there.',
  adminsOnly: 'It names programs and folders on the server.',
  run: 'Arguments of meltano run',
  runHint:
    'A job, or plugins in order, separated by spaces. Options: --full-refresh, --refresh-catalog, --no-state-update, --force, --no-install, --state-id-suffix, --state-strategy.',
  enterRun: 'Enter the name of a job, or of an extractor and a loader.',
  project: 'Project folder',
  projectHint:
    'Absolute path on the server. Leave empty for the folder that the server follows (FLX_PROJECT).',
  environment: 'Environment',
  environmentHint: 'Leave empty for the project default.',
  executable: 'Meltano program',
  executableHint:
    'Absolute path. Leave empty to use .venv/bin/meltano in the project, or else meltano on the PATH.',
  env: 'Variables',
  envHint:
    'NAME=value, one per line. Server variables are not passed on by default; use $NAME or ${NAME} for their values.',
  notVariable: 'Enter each line as NAME=value.',
  chooseExtractor: 'Choose an extractor.',
  chooseLoader: 'Choose a loader.',
  whatDiffers:
    'Plugins, streams, settings and state come from the project. Its plugins report the record counts; without a report, they are unknown.',
}
export const pipelineFieldWords = {
  runner: 'Runner',
  name: 'Name',
  description: 'Description',
  extractor: 'Extractor',
  mappers: 'Mappers',
  loader: 'Loader',
  transform: 'Transform',
  schedule: 'Schedule',
  timeZone: 'Time zone',
  missedRuns: 'Missed runs',
  retries: 'Retries',
  secondsBeforeRetry: 'Seconds before a retry',
  retryOn: 'Failures to retry',
  startWindowSeconds: 'Start window (seconds)',
  priority: 'Priority',
  requiredLabels: 'Required labels',
  timeLimitSeconds: 'Time limit (seconds)',
  silenceLimitSeconds: 'Silence limit (seconds)',
  catalogueAgeHours: 'Catalogue age (hours)',
  afterPipeline: 'After pipeline',
  owner: 'Owner',
  freshnessTargetSeconds: 'Freshness target (seconds)',
  successObjective: 'Success objective (%)',
  freshnessObjective: 'Freshness objective (%)',
  objectiveDays: 'Objectives over (days)',
  tags: 'Tags',
  active: 'Active',
}

export const pipelineDraftWords = {
  wholeNumberOrNoLimit: 'Enter a whole number, or leave it empty for no limit.',
  wholeNumberOrNone: 'Enter a whole number, or leave it empty for none.',
  chooseMapperOrRemove: 'Choose a mapper, or remove this line.',
  choosePipelineFromList: 'Choose a pipeline from the list.',
}

export const editFormWords = {
  lockedBy: (template: string) => `Locked by the template ${template}`,
  saved: (name: string) => `Saved ${name}`,
  saveChanges: 'Save changes',
  conflict:
    'Another user saved this pipeline while you were editing. Keep editing: when you save, you see their changes, and nothing is lost.',
  changeExtractor: 'Change the extractor?',
  changeAndReset: 'Change and reset state',
  savedStateOf: 'The saved state of',
  doesNotFit: 'does not fit',
  reset: '. It will be reset, and the next execution extracts everything.',
}

export const editPageWords = {
  editPipeline: 'Edit pipeline',
  edit: (name: string) => `Edit ${name}`,
  pipelines: 'Pipelines',
}

export const formFrameWords = {
  loading: 'Loading the form',
  loadError: 'Could not load the form',
}

export const limitsSectionWords = {
  limitsAndRetries: 'Limits and retries',
  timeLimit: 'Time limit',
  timeoutHint: 'An execution that takes longer is stopped and fails.',
  silenceLimit: 'Silence limit',
  silenceHint: 'An execution with no record or log line for this long is stopped and fails.',
  retries: 'Retries',
  retriesHint: 'Attempts after a failure, from the confirmed state.',
  backoffHint: 'Each wait is twice the previous one, up to 1 hour.',
  none: 'None',
  firstDelay: 'Delay before the first retry',
  after: (duration: string) => `after ${duration}`,
  retryAfter: 'Retry after',
  freshnessTarget: 'Freshness target',
  freshnessHint: 'Data older than this is past its target. An alert rule can watch it.',
}

export const pipelineFieldsWords = {
  general: 'General',
  name: 'Name',
  tags: 'Tags',
  tagsHint: 'Press Enter or type a comma to add one.',
  owner: 'Owner',
  ownerHint: 'The person or team to ask about it.',
  description: 'Description',
  descriptionHint: 'What it moves, for whom, and who to ask.',
  plugins: 'Plugins',
  extractor: 'Extractor',
  chooseExtractor: 'Choose a source…',
  loader: 'Loader',
  chooseLoader: 'Choose a destination…',
  transform: 'Transform',
  transformHint: 'Runs on the loaded data, after the load.',
  none: 'None',
  transformCommand: 'Transform command',
  transformCommandHint: 'What to run, if the plugin offers several commands.',
  schedule: 'Schedule',
  missedRuns: 'Missed runs',
  missedRunsHint: 'What to do with runs missed while the server was down.',
  runOnce: 'Run once',
  skip: 'Skip',
  runEach: 'Run each, one after the other',
  startWindow: 'Start window',
  startWindowHint: 'Spreads pipelines due at the same time: each starts at its own moment within it.',
  active: 'Active',
  activeHint: 'An inactive pipeline does not run on schedule; it can still be executed manually.',
}

export const pipelineFormWords = {
  cancel: 'Cancel',
  invalid: 'Fix the marked fields.',
  unsaved: 'Unsaved changes',
  noChanges: 'No changes to save',
}

export const settingsSectionsWords = {
  roles: { extractor: 'Extractor', mapper: 'Mapper', loader: 'Loader', transform: 'Transform' },
  title: (role: string, name: string) => `${role} settings: ${name}`,
  needed: (settings: string) => `Needed before it can run: ${settings}`,
  notRegistered: (name: string) => `“${name}” is not added, so its settings are not described.`,
  plugin: 'the plugin',
  dropped: (names: string) =>
    `Saving discards the settings of ${names}, which the pipeline no longer uses. Choose the plugin again to keep them.`,
}

export const settingsTestWords = {
  test: 'Test these settings',
  testOf: (plugin: string) => `Test these settings for ${plugin}`,
  testing: 'Testing…',
  stop: 'Stop',
  installFirst: 'Install the plugin first, or the one whose environment it shares.',
  fixFirst: 'Fix the marked settings first.',
  hint: {
    extractor: 'Tries these settings until the first record. Nothing is saved or loaded.',
    loader: 'Starts it with these settings and an empty input. Nothing is saved or written.',
    transformer: 'Starts it with these settings and an empty input. Nothing is saved.',
    orchestrator: 'Starts it with --help.',
    utility: 'Starts it with --help.',
  },
}
