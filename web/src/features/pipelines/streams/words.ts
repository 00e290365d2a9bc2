import type { FieldStatus } from '@flx/shared/catalog/selector'

import { formatCount, formatNumber } from '#web/lib/format.ts'

import type { StreamFilter } from './list/rows.ts'

/** The ways to extract a stream. */
export const METHOD_WORDS: readonly (readonly [key: string, word: string])[] = [
  ['FULL_TABLE', 'Full table'],
  ['INCREMENTAL', 'Incremental'],
  ['LOG_BASED', 'Log-based'],
]

export const SHOWN_WORDS: Record<StreamFilter, string> = {
  all: 'All',
  selected: 'Selected',
  changed: 'Changed',
}

/** The reason that a field is or is not emitted; null where the tick says it. */
export const STATUS_WORDS: Record<Exclude<FieldStatus, 'left-out'>, string | null> = {
  selected: null,
  automatic: 'always selected',
  unsupported: 'not supported by the extractor',
  'not-selected': 'not selected',
  parent: 'its parent field is not selected',
  stream: null,
}

/** Words of the tab. */
export const WORDS = {
  loading: 'Loading streams',
  failed: 'Could not load streams',
  contentFailed: 'Could not load the catalogue',
  none: {
    title: 'No streams yet',
    text: () =>
      'Discover the streams of the source. The next execution discovers them as well, and extracts the selected ones.',
    cannot: (extractor: string) => `${extractor} cannot discover streams. Upload a catalogue to choose them.`,
    never: (extractor: string) => `${extractor} does not use a catalogue: it always extracts everything.`,
  },
  nothingFound: 'No streams or fields match.',
  search: 'Stream or field',
  restoreFirst: 'Restore the pipeline first.',
  show: 'Show',
  counts: (streams: number, allStreams: number, fields: number, allFields: number) =>
    [
      `${formatNumber(streams)} of ${formatNumber(allStreams)}`,
      'streams',
      `${formatNumber(fields)} of ${formatNumber(allFields)}`,
      'fields',
    ] as const,
  list: 'Streams',
  columns: {
    stream: 'Stream',
    method: 'Replication method',
    key: 'Replication key',
    primaryKey: 'Primary key',
    bookmark: 'Bookmark',
  },
  all: 'Select all streams',
  stream: {
    tick: (id: string) => `Select ${id}`,
    open: (id: string) => `Show the fields of ${id}`,
    close: (id: string) => `Hide the fields of ${id}`,
    settings: (id: string) => `Keys and schema of ${id}`,
    fields: (emitted: number, all: number) =>
      emitted === all
        ? formatCount(all, 'field')
        : `${formatNumber(emitted)} of ${formatCount(all, 'field')}`,
    method: (id: string) => `Replication method of ${id}`,
    key: (id: string) => `Replication key of ${id}`,
    fromSource: '—',
    noKey: 'Choose a key',
    filtered: 'excluded by _select_filter',
    unset: '—',
  },
  badges: {
    changed: 'changed',
    new: 'new',
    was: (type: string) => `was ${type}`,
    noKey: 'no key',
    primaryKey: 'primary key',
    replicationKey: 'replication key',
    schema: 'custom schema',
  },
  leftOut: (line: string) => `excluded by ${line}`,
  blocked: (line: string) => `“${line}” excludes it, and excludes always win. Change that pattern first.`,
  hint: 'Full table copies everything in each execution. Incremental extracts what is newer than the bookmark. Log-based reads a replication slot or binary log of the source.',
  discover: {
    first: 'Discover streams',
    again: 'Refresh streams',
    going: 'Discovering streams…',
    stop: 'Stop',
    failed: 'Discovery failed',
    byAnother: 'Discovery is already running.',
    done: 'Streams discovered',
  },
  more: {
    label: 'More actions for the catalogue',
    upload: 'Upload a catalogue…',
    versions: 'Versions…',
  },
  patterns: {
    title: 'Patterns',
    match: (emitted: number, all: number) =>
      `${formatNumber(emitted)} of ${formatCount(all, 'field')} selected`,
    label: 'Patterns, one per line',
    example: 'orders.*',
    fields: (count: number) => formatCount(count, 'field'),
    leftOut: (count: number) => `${formatNumber(count)} excluded`,
    nothing: (line: number) => `Line ${line} matches nothing.`,
    suggestion: 'Did you mean',
    more: (count: number) =>
      `${formatCount(count, 'more line')} ${count === 1 ? 'matches' : 'match'} nothing.`,
    hint: 'Includes apply first, then excludes (!), in any order. * matches any text, ? one character. Selecting a field in the list adds or changes a line here.',
    inherited: (extractor: string) =>
      `Inherited from ${extractor}. Editing overrides them for this pipeline.`,
    toPlugin: 'Use the plugin’s patterns',
    filter: (patterns: readonly string[]) => `_select_filter also excludes streams: ${patterns.join(', ')}`,
    spaces: (line: number) => `Line ${line} starts or ends with a space.`,
  },
  bookmarks: {
    title: 'Bookmarks',
    none: 'No bookmarks yet: the next execution extracts everything selected.',
    oldest: 'Oldest bookmark: ',
    kept: (count: number) => `The state has a bookmark for ${formatCount(count, 'stream')}.`,
    show: 'View state',
  },
  unsaved: {
    title: 'Unsaved changes',
    save: 'Save streams',
    discard: 'Discard',
    schema: 'custom schema changed',
    selected: (fields: number) => `selected, ${formatCount(fields, 'field')}`,
    deselected: 'no longer selected',
    /** "2 fields added, 1 removed". */
    fields: (added: number, removed: number) =>
      [
        ...(added === 0 ? [] : [`${formatCount(added, 'field')} added`]),
        ...(removed === 0
          ? []
          : [`${added === 0 ? formatCount(removed, 'field') : formatNumber(removed)} removed`]),
      ].join(', '),
    noEffect: 'The patterns changed but select the same streams and fields.',
    more: (count: number) => `and ${formatCount(count, 'more stream', 'more streams')}`,
    saved: 'Saved streams',
    undone: 'Restored the streams',
    meanwhile:
      'Another user saved this pipeline while you were editing. Keep editing: when you save, you see their changes, and nothing is lost.',
  },
  schema: {
    changed: (words: string) => `The schema changed since the last discovery: ${words}.`,
    seen: 'Dismiss',
    before: (plugin: string) => `Discovered with ${plugin} on`,
    now: (plugin: string) => `, now with ${plugin}.`,
    keep: 'Keep old schema',
    accept: (count: number) => `Accept ${formatCount(count, 'change')}`,
    accepted: 'Schema accepted',
    kept: 'Executions keep the old schema',
    all: (count: number) => `Show all changes (${formatNumber(count)})`,
    signs: { '+': 'Added: ', '−': 'Removed: ', '~': 'Changed: ' },
    selectedBy: (line: string) => `selected by ${line}`,
    notSelected: 'not selected',
    wasSelectedBy: (line: string) => `was selected by ${line}`,
    isKey: (key: string) => `was the ${key}`,
    streamAdded: 'new stream',
    streamRemoved: 'stream removed',
    pinned: 'Executions use a pinned schema and do not discover.',
    pinnedOf: 'It is from',
    uploaded: (by: string) => `Executions use a catalogue that ${by} uploaded, and do not discover.`,
    back: 'Return to discovery',
    stale: 'The configuration changed since the last discovery. The next execution discovers again.',
    unpinned: 'Executions discover again',
  },
  versions: {
    title: 'Versions of the catalogue',
    intro: 'A discovery without changes adds no version. The last 20 are kept.',
    inUse: 'in use',
    accepted: 'accepted',
    uploadedBy: (by: string) => `uploaded by ${by}`,
    first: 'First version',
    pin: 'Use this version',
    content: (streams: number, fields: number) =>
      `${formatCount(streams, 'stream')}, ${formatCount(fields, 'field')}`,
    compare: 'Compare with current version',
    same: 'Streams, fields, types and keys are the same.',
    failed: 'Could not load versions',
    none: 'No versions yet.',
  },
  upload: {
    title: 'Upload a catalogue',
    intro:
      'A JSON file with "streams", as --discover writes it. Executions use it until you return to discovery. Its own selection is ignored: the patterns decide.',
    file: 'File',
    hint: 'At most 32 MiB.',
    choose: 'Choose a file.',
    tooLarge: 'The file is larger than 32 MiB.',
    submit: 'Upload and use',
    done: 'Catalogue uploaded and in use',
  },
  dialog: {
    title: (id: string) => id,
    method: 'Replication method',
    forced: 'The extractor does not allow another.',
    key: 'Replication key',
    keyHint: 'Values newer than the bookmark are extracted.',
    primaryKey: 'Primary key',
    primaryHint: (discovered: readonly string[]) =>
      discovered.length === 0
        ? 'Field names, separated by commas. The source has none, so loaders only append.'
        : `Field names, separated by commas. The source has ${discovered.join(', ')}.`,
    unknownField: (name: string) => `The stream has no field “${name}”.`,
    schema: 'Schema',
    schemaHint:
      'A JSON object: for each field, a JSON schema that replaces the one from the source. Fields the source lacks are added.',
    schemaExample: '{"total": {"type": ["number", "null"]}}',
    notJson: 'This is not valid JSON.',
    notSchemas: 'Enter an object whose values are JSON schemas.',
    apply: 'Apply',
  },
  conflict: { select: 'Patterns', metadata: 'Metadata of', schema: 'Schema of' },
} as const
