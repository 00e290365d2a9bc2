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
  nothing: 'Nothing is to be imported: everything that is chosen is as it is here.',
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
    "Meltano's schedules are in UTC: choose UTC to keep their times. Pipelines that are here already keep their own.",
  changed:
    'The project, or something here, has changed since you reviewed it. It was read again: look at it once more.',
}

export const chooseWords = {
  title: 'Choose your project',
  hint: 'The folder that holds meltano.yml. Of it the YAML files, .env and the lock files of plugins are read; you see what would change before anything does.',
  folder: 'Choose folder',
  files: 'Choose files',
  followed: (name: string) => `Review ${name}`,
  kept: (name: string, environment: string | null) =>
    `This server keeps in step with ${name}${environment === null ? '' : `, environment ${environment}`}: what changes in its files is imported. What you edit here stays, and the review shows it.`,
  noProject: 'These files hold no meltano.yml. Choose the folder that has it.',
}

export const summaryWords = {
  label: 'What the import does',
  create: (count: number) => (count === 1 ? 'pipeline to create' : 'pipelines to create'),
  change: (count: number) => (count === 1 ? 'pipeline to change' : 'pipelines to change'),
  unchanged: 'unchanged',
  leftOut: (count: number) => (count === 1 ? 'entry left out' : 'entries left out'),
  missing: (count: number) => (count === 1 ? 'variable missing' : 'variables missing'),
}

export const listWords = {
  label: 'Elements of the project',
  search: 'Search the project',
  placeholder: 'Search meltano.yml',
  show: 'Show',
  filters: { all: 'All', create: 'Create', change: 'Change', leftOut: 'Left out' },
  noMatch: 'Nothing matches.',
  more: (count: number) => `Show ${count} more`,
  choose: (name: string) => `Import ${name}`,
  edited: 'Edited here',
  conflict: 'Conflict',
  foundInEnv: (count: number) => `${count} found in .env`,
  variables: 'Environment variables',
  usedBy: (names: string) => `used by ${names}`,
  unused: 'no plugin refers to it: not imported',
  sources: {
    project: 'From the project',
    'env-file': 'From .env',
    given: 'Filled in',
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
  setting: 'Settings of the project',
}

export const OUTCOMES: Record<ProjectElement['outcome'], string> = {
  create: 'Create',
  change: 'Change',
  unchanged: 'Unchanged',
  used: 'Included',
  'left-out': 'Left out',
  error: 'Error',
}

export const detailWords = {
  label: 'Details of the entry',
  place: ({ file, line }: ProjectElement['place']) => `${file}, line ${line}`,
  previous: 'Previous entry',
  next: 'Next entry',
  skip: 'Skip this one',
  include: 'Include it again',
  setting: 'Path',
  now: 'Now',
  after: 'After the import',
  secret: 'secret',
  unset: '–',
  editedHere: 'Edited here since the last import. These values stay.',
  conflict: 'Edited here, and changed in the project since the last import. These values stay.',
  overwrite: 'Use the values of the project',
  definitions: (count: number) => formatCount(count, 'definition'),
  nothing: 'Nothing changes here.',
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
  title: 'Run through Meltano',
  hint: 'Each job of your choice becomes one pipeline that an installed Meltano performs whole, with the plugins and state of its project. All others are performed by our own runner.',
  modes: { none: 'Nothing', some: 'Chosen jobs', all: 'All jobs' },
  allHint: 'Also jobs that are added to the project later.',
  jobs: 'Jobs',
  place: ({ file, line }: ProjectElement['place']) => `${file}, line ${line}`,
  more: (count: number) => `Show ${count} more`,
  folder: 'Project folder on the server',
  folderExample: '/srv/project',
  folderHint: 'Where Meltano has this project. Its program is looked for in .venv there, and on the PATH.',
  absolute: 'Enter an absolute path, such as /srv/project.',
}

export const reasonsWords = {
  leftOut: 'Left out, with reasons',
  problems: 'Could not be read',
  gone: 'No longer in the project',
  goneHint: 'They were imported before and stay here.',
  more: (count: number) => `Show ${count} more`,
}

export const resultWords = {
  title: 'Imported',
  titleWithErrors: (count: number) => `Imported, ${formatCount(count, 'entry', 'entries')} failed`,
  nothing: 'Nothing was to be changed.',
  outcomes: { created: 'Created', changed: 'Changed', skipped: 'Skipped', error: 'Failed' },
  install: 'Next: install the plugins, then execute a pipeline.',
  toPipelines: 'View pipelines',
  toPlugins: 'View plugins',
  again: 'Review again',
  list: 'What was imported',
  needsSettings: 'Needs settings',
  needs: (names: readonly string[]) => `Without a value: ${names.join(', ')}`,
  undo: 'Undo the import…',
}

export const undoWords = {
  title: 'Undo the import?',
  hint: 'Pipelines that it created are deleted, with their history kept; plugins that it added are removed. What it changed goes back to what it was.',
  nothing: 'Everything of this import is undone, or was changed since.',
  will: { created: 'Remove', changed: 'Set back' },
  stays: 'Stays',
  list: 'What is undone',
  confirm: (count: number) => `Undo ${formatCount(count, 'entry', 'entries')}`,
  done: (count: number) => `${formatCount(count, 'entry was', 'entries were')} undone.`,
  kept: (count: number) => `${formatCount(count, 'entry stays', 'entries stay')}: see why.`,
}

export const writeBackWords = {
  open: 'Write edits into the files…',
  title: 'Write edits into the files?',
  hint: 'What was edited here is written into the project folder. Comments and order stay; nothing is committed.',
  changes: 'Changes of the files',
  write: 'Write into the files',
  nothing: 'Nothing can be written into the files.',
  unwritten: 'These edits stay here only:',
  done: (files: number) => `Wrote ${formatCount(files, 'file')}.`,
}
