import type { PreviewStage } from '@flx/shared/pipelines/preview'

import { formatCount } from '#web/lib/format.ts'

/** Words of the preview. */
export const previewWords = {
  menu: 'Preview records…',
  title: (pipeline: string) => `Preview of ${pipeline}`,
  intro:
    'Extracts the first records and runs the mappers. Nothing is loaded or stored, and the state is not used.',
  records: 'Records per stream',
  start: 'Preview',
  again: 'Preview again',
  stop: 'Stop',
  going: 'Extracting records…',
  failed: 'Preview failed',
  stage: 'Stage',
  stream: 'Stream',
  noStreams: 'The extractor wrote no records or schemas.',
  noRecords: 'No records in this stream.',
  absent: 'Not in this record',
  changed: 'Changed by the mapper',
  removed: (fields: readonly string[]) => `Removed by the mapper: ${fields.join(', ')}`,
  legend: 'Highlighted cells differ from the previous stage.',
  masked: '*** stands for a secret.',
  log: 'Last lines of the log',
} as const

/** "tap-shop", "map-pii (mapper)". */
export const stageLabel = ({ kind, plugin }: PreviewStage): string =>
  kind === 'map' ? `${plugin} (mapper)` : plugin

export const streamLabel = (stream: string, rows: number): string =>
  `${stream}, ${formatCount(rows, 'record')}`
