import { formatCount, formatNumber } from '#web/lib/format.ts'

import type { StepKind } from './steps.ts'

export const stepWords: Record<StepKind, string> = {
  before: 'Upstream pipeline',
  extractor: 'Extractor',
  mapper: 'Mapper',
  loader: 'Loader',
  transform: 'Transform',
  following: 'Downstream pipeline',
}

export const edgeWords = {
  streams: (count: number) => formatCount(count, 'stream'),
  records: (count: number | null) => formatCount(count, 'record'),
  tables: (count: number, rows: number) =>
    `${formatCount(count, 'table')}, ${formatNumber(rows)} rows written`,
  afterSuccess: 'after success',
}

export const drawingWords = {
  label: (name: string) => `Diagram of ${name}`,
  newPipeline: 'New pipeline',
  lastRun: 'Lines show the last run,',
  runningNow: 'Lines show the execution that is running',
  neverRun: 'This pipeline has not run yet',
  streamsOf: (selected: number, total: number) => `${selected} of ${formatCount(total, 'stream')}`,
  startsAtOnce: 'starts at once',
  notInstalled: 'not installed',
  notAdded: 'not added',
  problems: (count: number) => formatCount(count, 'problem'),
  fine: 'no problems',
  list: 'Steps',
  edit: 'Edit diagram',
  leadsTo: (names: string) => `Leads to ${names}`,
  selected: 'selected',
}
