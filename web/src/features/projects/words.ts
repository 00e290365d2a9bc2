import type { ElementKind, ProjectElement } from '@flx/shared/projects/project-import'

import { formatCount } from '#web/lib/format.ts'

// Words of the import of a Meltano project, by component.

export const importPageWords = {
  title: 'Import a Meltano project',
  pipelines: 'Pipelines',
  import: 'Import',
  environment: 'Environment',
  noEnvironment: 'None',
  reload: 'Reload',
  reading: 'Reading the project',
  readError: 'Could not read the project',
  chooseOthers: 'Choose other files',
  cancel: 'Cancel',
  download: 'Download the report',
  stays: 'Your Meltano project stays as it is. Nothing is installed or executed.',
  nothing: 'Nothing to import: everything selected is already the same here.',
  action: (pipelines: number, plugins: number) =>
    pipelines > 0
      ? `Import ${formatCount(pipelines, 'pipeline')}`
      : plugins > 0
        ? `Import ${formatCount(plugins, 'plugin')}`
        : 'Import',
  importing: (count: number) => `Importing ${formatCount(count, 'entry', 'entries')}`,
  progress: (done: number, total: number) =>
    `Importing: ${done} of ${formatCount(total, 'entry', 'entries')}`,
  timeZone: 'Time zone of new schedules',
  timeZoneHint:
    'Meltano schedules are in UTC: choose UTC to keep their times. Existing pipelines keep their time zone.',
  changed: 'The project, or something here, has changed since your review. It was reloaded: review it again.',
}

export const chooseWords = {
  title: 'Choose your project',
  hint: 'The folder with meltano.yml. Its YAML files, .env and plugin lock files are read. You review all changes before anything happens.',
  folder: 'Choose folder',
  files: 'Choose files',
  followed: (name: string) => `Review ${name}`,
  kept: (name: string, environment: string | null) =>
    `This server follows ${name}${environment === null ? '' : `, environment ${environment}`}: changes to its files are imported. Your edits here are kept, and the review shows them.`,
  noProject: 'No meltano.yml found. Choose the folder that contains it.',
}

export const summaryWords = {
  label: 'Import summary',
  create: (count: number) => (count === 1 ? 'pipeline to create' : 'pipelines to create'),
  change: (count: number) => (count === 1 ? 'pipeline to change' : 'pipelines to change'),
  unchanged: 'unchanged',
  leftOut: (count: number) => (count === 1 ? 'entry skipped' : 'entries skipped'),
  missing: (count: number) => (count === 1 ? 'variable missing' : 'variables missing'),
}

export const listWords = {
  label: 'Project entries',
  search: 'Search the project',
  placeholder: 'Search meltano.yml',
  show: 'Show',
  filters: { all: 'All', create: 'Create', change: 'Change', leftOut: 'Skipped' },
  noMatch: 'No matches.',
  more: (count: number) => `Show ${count} more`,
  choose: (name: string) => `Import ${name}`,
  edited: 'Edited here',
  conflict: 'Conflict',
  foundInEnv: (count: number) => `${count} found in .env`,
  variables: 'Environment variables',
  usedBy: (names: string) => `used by ${names}`,
  unused: 'not used by any plugin: not imported',
  sources: {
    project: 'From the project',
    'env-file': 'From .env',
    given: 'Entered',
    server: 'On the server',
    stored: 'Stored here',
  },
  missing: 'Missing',
}

export const GROUPS: Record<ElementKind, string> = {
  pipeline: 'Pipelines',
  job: 'Jobs',
  extractor: 'Extractors',
  loader: 'Loaders',
  mapper: 'Mappers',
  transformer: 'Transformers',
  utility: 'Utilities',
  orchestrator: 'Orchestrators',
  files: 'Files',
  schedule: 'Schedules',
  environment: 'Environments',
  setting: 'Project settings',
}

export const OUTCOMES: Record<ProjectElement['outcome'], string> = {
  create: 'Create',
  change: 'Change',
  unchanged: 'Unchanged',
  used: 'Included',
  'left-out': 'Skipped',
  error: 'Error',
}

export const detailWords = {
  label: 'Entry details',
  place: ({ file, line }: ProjectElement['place']) => `${file}, line ${line}`,
  previous: 'Previous entry',
  next: 'Next entry',
  skip: 'Skip',
  include: 'Include',
  setting: 'Path',
  now: 'Now',
  after: 'After the import',
  secret: 'secret',
  unset: '–',
  editedHere: 'Edited here since the last import. These values are kept.',
  conflict: 'Edited here, and changed in the project since the last import. These values are kept.',
  overwrite: 'Use the project’s values',
  definitions: (count: number) => formatCount(count, 'definition'),
  nothing: 'No changes.',
  open: 'Open',
}

export const variablesWords = {
  title: (count: number) =>
    count === 0
      ? 'All variables have a value'
      : `${formatCount(count, 'variable')} ${count === 1 ? 'is' : 'are'} missing`,
  hint: (pipelines: number) =>
    pipelines === 0
      ? 'They are stored encrypted.'
      : `They are stored encrypted. Without them, ${formatCount(pipelines, 'new pipeline')} ${pipelines === 1 ? 'is' : 'are'} created inactive.`,
  enter: 'Enter the value',
  usedBy: (count: number) => `Used by ${formatCount(count, 'plugin')}`,
}

export const meltanoJobsWords = {
  title: 'Run with Meltano',
  hint: 'Each selected job becomes one pipeline that an installed Meltano runs, with the plugins and state of its project. The built-in runner runs all others.',
  modes: { none: 'No jobs', some: 'Selected jobs', all: 'All jobs' },
  allHint: 'Includes jobs added to the project later.',
  jobs: 'Jobs',
  place: ({ file, line }: ProjectElement['place']) => `${file}, line ${line}`,
  more: (count: number) => `Show ${count} more`,
  folder: 'Project folder on the server',
  folderExample: '/srv/project',
  folderHint: 'Where Meltano has this project. The program is looked up in its .venv, then on the PATH.',
  absolute: 'Enter an absolute path, such as /srv/project.',
}

export const reasonsWords = {
  leftOut: 'Skipped, with reasons',
  problems: 'Could not be read',
  gone: 'No longer in the project',
  goneHint: 'They were imported before and are kept here.',
  more: (count: number) => `Show ${count} more`,
}

export const resultWords = {
  title: 'Imported',
  titleWithErrors: (count: number) => `Imported, ${formatCount(count, 'entry', 'entries')} failed`,
  nothing: 'Nothing to change.',
  outcomes: { created: 'Created', changed: 'Changed', skipped: 'Skipped', error: 'Failed' },
  install: 'Next: install the plugins, then execute a pipeline.',
  toPipelines: 'View pipelines',
  toPlugins: 'View plugins',
  again: 'Review again',
  list: 'Imported entries',
  needsSettings: 'Needs settings',
  needs: (names: readonly string[]) => `Without a value: ${names.join(', ')}`,
  undo: 'Undo the import…',
}

export const undoWords = {
  notLoaded: 'What would be undone is not loaded yet.',
  loadError: 'Could not load what would be undone',
  title: 'Undo the import?',
  hint: 'Deletes the pipelines it created, keeping their history, removes the plugins it added, and restores what it changed.',
  nothing: 'Everything from this import is undone, or has changed since.',
  will: { created: 'Remove', changed: 'Restore' },
  stays: 'Keep',
  list: 'Entries to undo',
  undo: 'Undo',
  confirm: (count: number) => `Undo ${formatCount(count, 'entry', 'entries')}`,
  done: (count: number) => `Undid ${formatCount(count, 'entry', 'entries')}.`,
  kept: (count: number) => `${formatCount(count, 'entry was', 'entries were')} kept. See the reasons.`,
}

export const writeBackWords = {
  notLoaded: 'The edits are not loaded yet.',
  loadError: 'Could not load the edits',
  open: 'Write edits to files…',
  title: 'Write edits to files?',
  hint: 'Writes the edits made here to the project folder. Comments and order are kept; nothing is committed.',
  changes: 'File changes',
  write: 'Write to files',
  nothing: 'No edits can be written to files.',
  unwritten: 'These edits stay here only:',
  done: (files: number) => `Wrote ${formatCount(files, 'file')}.`,
}
