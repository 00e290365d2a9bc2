import type { StateSource, StateVersion } from '@flx/shared/executions/state/state'

import { formatCount } from '#web/lib/format.ts'

/** Words of the state tab. */
export const WORDS = {
  ofMeltano: 'Meltano keeps this state. Change it with "meltano state".',
  title: 'Bookmarks',
  noun: ['stream', 'streams'],
  loading: 'Loading the state',
  failed: 'Could not load the state',
  noState: 'No state yet.',
  restoreFirst: 'Restore the pipeline first.',
  unfinished: 'An execution is unfinished. Cancel it, or wait until it ends.',
  viewUnfinished: 'View that execution',
  moreLines: (count: number) => `and ${formatCount(count, 'more line')}`,
  none: {
    title: 'No state yet',
    text: 'The next execution extracts everything. Its bookmarks appear here once the loader confirms them.',
  },
  plain: 'This state has no bookmarks per stream: the extractor uses its own format.',
  noPosition: 'No position',
  columns: { stream: 'Stream', key: 'Key', position: 'Position', age: 'Age' },
  actions: {
    edit: 'Edit…',
    export: 'Export for Meltano',
    import: 'Import…',
    copy: 'Copy from a pipeline…',
    reset: 'Reset all…',
    more: 'More actions for the state',
    stream: (stream: string) => `Reset or backfill ${stream}`,
  },
  saved: {
    put: 'State saved.',
    patch: 'Bookmark changed.',
    reset: 'State reset. The next execution extracts everything.',
    restore: 'State restored.',
    copy: 'State copied.',
    import: 'State imported.',
  },
  edit: {
    title: 'Edit the state',
    label: 'State',
    hint: 'A JSON object, passed to the extractor unchanged.',
    masked: '*** stands for a secret. Leave it in place to keep the secret.',
    unchanged: 'No changes to save',
    notJson: 'This is not valid JSON.',
    submit: 'Save state',
    stale: 'Load the current state',
  },
  resetAll: {
    title: 'Reset the state?',
    text: 'The next execution extracts everything again. Depending on the loader, rows can appear twice. Earlier versions are kept.',
    submit: 'Reset state',
  },
  stream: {
    title: (stream: string) => `Bookmark of ${stream}`,
    how: 'Change',
    backfill: 'Backfill from a date',
    backfillHint: 'The next execution extracts this stream from here.',
    notDate: 'This bookmark is not a date. Reset the stream, or edit the state.',
    reset: 'Reset this stream',
    resetHint: 'The next execution extracts the whole stream.',
    from: 'From (UTC)',
    submit: { backfill: 'Set the bookmark', reset: 'Reset stream' },
    needed: 'Enter a date and time.',
  },
  copy: {
    title: 'Copy state from a pipeline',
    text: (extractor: string) => `You can copy the state of any pipeline that uses ${extractor}.`,
    label: 'Pipeline',
    none: (extractor: string) => `No other pipeline uses ${extractor}.`,
    choose: 'Choose a pipeline',
    loadError: 'Could not load pipelines',
    more: 'Only the first 200 are listed.',
    submit: 'Copy state',
  },
  import: {
    title: 'Import state',
    empty: 'Paste a state, or choose a file.',
    label: 'State or Meltano output',
    hint: 'The output of “meltano state get” or “meltano state export”, a STATE message or the state itself.',
    file: 'Choose a file…',
    stateId: 'State ID',
    stateIdHint: 'Only if the export holds several states.',
    submit: 'Import state',
  },
  versions: {
    title: 'Versions',
    empty: 'No versions yet.',
    failed: 'Could not load versions',
    version: 'Version',
    source: 'Source',
    saved: 'Saved',
    view: 'View',
    changesFailed: 'Could not load changes',
    noun: ['version', 'versions'],
    current: 'Current',
    viewNamed: (version: number) => `View version ${version}`,
    restore: 'Restore this version',
    dialog: (version: number) => `Version ${version}`,
    changes: (version: number) => (version > 1 ? `Changes since version ${version - 1}` : 'First version'),
    same: 'No changes.',
    text: 'State',
  },
} as const

const SOURCES: Record<StateSource, string> = {
  execution: 'Execution',
  edit: 'Edited',
  reset: 'Reset',
  restore: 'Restored',
  copy: 'Copied',
  import: 'Imported',
}

/** "Edited by Ada". */
export const sourceText = ({ source, createdBy }: StateVersion): string =>
  createdBy === null ? SOURCES[source] : `${SOURCES[source]} by ${createdBy}`

/** "3 streams", for the head of the table. */
export const streamsText = (count: number): string => formatCount(count, 'stream')
