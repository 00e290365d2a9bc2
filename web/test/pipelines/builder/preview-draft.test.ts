import { describe, expect, it } from 'vitest'

import { draftToPreview, previewDisabledReason } from '#web/features/pipelines/builder/edit/preview-draft.ts'
import {
  changedFields,
  emptyBody,
  type PipelineBody,
} from '#web/features/pipelines/form/draft/pipeline-body.ts'
import {
  buildBody,
  draftOf,
  draftPlugins,
  type PipelineDraft,
} from '#web/features/pipelines/form/draft/pipeline-draft.ts'

import { plugin } from '../../support/builders.ts'

const PLUGINS = [
  plugin('tap', 'extractor', [
    { name: 'token', kind: 'password' },
    { name: 'count', kind: 'integer' },
  ]),
  plugin('target', 'loader', [{ name: 'key', kind: 'password' }]),
]
const BODY: PipelineBody = {
  ...emptyBody('UTC'),
  ...{ extractor: 'tap', loader: 'target' },
  config: { tap: { token: { $secret: true } }, target: { key: { $secret: true } } },
}

function editedDraft(change: Partial<PipelineDraft>, pipelineId: string | undefined = 'id') {
  const draft = { ...draftOf(BODY), ...change }
  const { body, errors } = buildBody(draft, PLUGINS)
  const changed = Object.keys(changedFields(BODY, body))
  return { pipelineId, body, changed, configured: draftPlugins(draft, PLUGINS), entryErrors: errors }
}
const typedCount = (text: string) => ({
  edits: { tap: { fields: { count: { kind: 'text' as const, text } }, rest: null } },
})

describe('the input of a preview', () => {
  it('is nothing while the steps are those that are saved', () => {
    expect(draftToPreview(editedDraft({}))).toBeUndefined()
    expect(draftToPreview(editedDraft({ name: 'other', schedule: '0 2 * * *' }))).toBeUndefined()
  })

  it('is the extractor and the mappers with their settings, never those of the loader', () => {
    const tap = { token: { $secret: true }, count: 3 }
    expect(draftToPreview(editedDraft(typedCount('3')))).toEqual({
      extractor: 'tap',
      mappers: [],
      config: { tap },
    })
    const unsaved = draftToPreview({ ...editedDraft({}), pipelineId: undefined })
    expect(unsaved).toEqual({ extractor: 'tap', mappers: [], config: { tap: { token: { $secret: true } } } })
  })

  it('has required labels that were chosen and are not saved', () => {
    expect(draftToPreview(editedDraft({ requiredLabels: ['eu'] }))).toMatchObject({ requiredLabels: ['eu'] })
    expect(draftToPreview(editedDraft({ requiredLabels: ['eu'] }, undefined))).toMatchObject({
      requiredLabels: ['eu'],
    })
    expect(draftToPreview({ ...editedDraft({}), pipelineId: undefined })).not.toHaveProperty('requiredLabels')
  })

  it('waits for an extractor, and for readable settings', () => {
    expect(previewDisabledReason(editedDraft({}))).toBeUndefined()
    expect(previewDisabledReason(editedDraft({ extractor: '' }))).toBe('Add an extractor first')
    expect(previewDisabledReason(editedDraft(typedCount('three')))).toBe('Fix the settings of tap first')
  })
})
