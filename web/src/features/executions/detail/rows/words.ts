import type { PlaceKind } from '@flx/shared/executions/loaded-rows'

import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of where the data of an execution went.

export const loadedRowsWords = {
  notStarted: 'Available once the loader has started.',
  loader: 'Loader',
  part: (kind: PlaceKind): string => PARTS[kind],
  destination: 'Destination',
  noPart: 'The settings of this loader do not say where it writes.',
  stream: 'Stream',
  streamOption: (stream: string, records: number) => `${stream} (${formatCount(records, 'record')})`,
  noStreams: 'No records reached the loader.',
  place: { file: 'File', table: 'Table' },
  ofDatabase: (database: string) => `in ${database}`,
  copyPath: 'Copy path',
  notShown: (loader: string) =>
    `Rows are shown only for the bundled target-jsonl and target-sqlite. Find these streams where ${loader} writes.`,
  records: 'Records',
  loading: 'Reading the first rows',
  loadError: 'Could not read rows',
  again: 'Read again',
  nothing: {
    file: 'File not found. It was moved, or the loader has not written it yet.',
    table: 'Table not found. It was removed, or the loader has not committed yet.',
  },
  noRows: 'No rows.',
  first: (rows: number, kind: 'file' | 'table', more: boolean) =>
    more ? `First ${formatNumber(rows)} rows of the ${kind}` : formatCount(rows, 'row'),
  unreadable: (count: number) => `Skipped ${formatCount(count, 'line')} of invalid JSON.`,
  leftOut: (count: number) => `${formatCount(count, 'column')} not shown.`,
  masked: '*** stands for a secret of this pipeline.',
  absent: 'Not in this row',
}

const PARTS: Record<PlaceKind, string> = {
  host: 'Host',
  port: 'Port',
  project: 'Project',
  bucket: 'Bucket',
  database: 'Database',
  schema: 'Schema',
  url: 'Address',
  file: 'Database file',
  path: 'Folder',
}
