import type { PreviewDraft } from '@flx/shared/pipelines/preview'

import { chosenLabels } from '../../form/draft/chosen-labels.ts'
import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { previewWords as words } from './words.ts'

type EditedPipeline = Pick<PipelineEditor, 'pipelineId' | 'body' | 'changed' | 'configured' | 'entryErrors'>

/** Returns the part of an edited pipeline that a preview runs, or undefined if it equals the saved one. */
export function draftToPreview({
  pipelineId,
  body,
  changed,
  configured,
}: EditedPipeline): PreviewDraft | undefined {
  const { extractor, mappers } = body
  if (pipelineId !== undefined && !changed.some((field) => PREVIEWED_FIELDS.has(field))) return undefined
  const keys = new Set(configured.filter(({ role }) => PREVIEWED_ROLES.has(role)).map(({ key }) => key))
  const config = Object.fromEntries(Object.entries(body.config).filter(([key]) => keys.has(key)))
  return { extractor, mappers, config, ...chosenLabels({ pipelineId, body, changed }) }
}

/** Returns why nothing can be previewed yet, or undefined if it can. */
export function previewDisabledReason({ body, configured, entryErrors }: EditedPipeline): string | undefined {
  if (body.extractor === '') return words.addExtractor
  const invalid = configured.find(
    ({ key, role }) => PREVIEWED_ROLES.has(role) && entryErrors.settings[key] !== undefined,
  )
  return invalid === undefined ? undefined : words.correctFirst(invalid.name)
}

const PREVIEWED_FIELDS: ReadonlySet<string> = new Set(['extractor', 'mappers', 'config', 'requiredLabels'])
const PREVIEWED_ROLES: ReadonlySet<string> = new Set(['extractor', 'mapper'])
