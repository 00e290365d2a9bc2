import { paths } from '#web/paths.ts'

import { pipelinePageWords } from './words.ts'

/** The tabs of a pipeline. Streams need the whole width and have a separate address. */
export const PIPELINE_TABS = [
  { key: 'history', label: pipelinePageWords.history },
  { key: 'drawing', label: pipelinePageWords.drawing },
  { key: 'streams', label: pipelinePageWords.streams },
  { key: 'state', label: pipelinePageWords.state },
  { key: 'timeline', label: pipelinePageWords.timeline },
] as const
export type PipelineTab = (typeof PIPELINE_TABS)[number]['key']

export const pathOfTab = (id: string, tab: PipelineTab): string =>
  tab === 'streams' ? paths.pipelineStreams(id) : paths.pipeline(id, tab === 'history' ? undefined : tab)
