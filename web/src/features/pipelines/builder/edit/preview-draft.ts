import type { PreviewDraft } from '@flx/shared/pipelines/preview'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { previewWords as words } from './words.ts'

type Edited = Pick<PipelineEditor, 'pipelineId' | 'body' | 'changed' | 'configured' | 'entryErrors'>

/** The part of a pipeline that a preview runs, as it is being edited; undefined where that is what is saved. */
export function draftToPreview({ pipelineId, body, changed, configured }: Edited): PreviewDraft | undefined {
  const { extractor, mappers, requiredLabels } = body
  if (pipelineId !== undefined && !changed.some((field) => PREVIEWED.has(field))) return undefined
  const keys = new Set(configured.filter(({ role }) => RUN.has(role)).map(({ key }) => key))
  const config = Object.fromEntries(Object.entries(body.config).filter(([key]) => keys.has(key)))
  // Only those that this user chose: the others are those of the pipeline.
  const chosen = pipelineId === undefined ? requiredLabels.length > 0 : changed.includes('requiredLabels')
  return { extractor, mappers, config, ...(chosen ? { requiredLabels } : {}) }
}

/** Why there is nothing to preview yet; undefined when there is. */
export function whyNoPreview({ body, configured, entryErrors }: Edited): string | undefined {
  if (body.extractor === '') return words.addExtractor
  const wrong = configured.find(({ key, role }) => RUN.has(role) && entryErrors.settings[key] !== undefined)
  return wrong === undefined ? undefined : words.correctFirst(wrong.name)
}

const PREVIEWED: ReadonlySet<string> = new Set(['extractor', 'mappers', 'config', 'requiredLabels'])
const RUN: ReadonlySet<string> = new Set(['extractor', 'mapper'])
