import { describe, expect, it } from 'vitest'

import { clipOf, readClip } from '#web/features/pipelines/builder/edit/step-clip.ts'
import { emptyBody, type PipelineBody } from '#web/features/pipelines/form/draft/pipeline-body.ts'
import { draftOf, draftPlugins } from '#web/features/pipelines/form/draft/pipeline-draft.ts'
import {
  recordStep,
  redoStep,
  startHistory,
  undoStep,
} from '#web/features/pipelines/form/editor/draft-history.ts'
import { withoutSecrets } from '#web/features/pipelines/form/editor/stored-draft.ts'

import { plugin } from '../../support/builders.ts'

const PLUGINS = [
  plugin('tap', 'extractor', [
    { name: 'files', kind: 'array' },
    { name: 'token', kind: 'password' },
    { name: 'url' },
    { name: 'extra', kind: 'object' },
  ]),
]
const BODY: PipelineBody = {
  ...emptyBody('UTC'),
  extractor: 'tap',
  config: { tap: { token: { $secret: true }, files: ['a', { $secret: true }], url: 'https://x' } },
}
const typedDraft = (fields: Record<string, string>, rest: string | null = null) => {
  const draft = draftOf(BODY)
  const edits = {
    tap: {
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, text]) => [name, { kind: 'text' as const, text }]),
      ),
      rest,
    },
  }
  return { ...draft, edits }
}

describe('steps that can be undone', () => {
  it('go back and forth, and a new one discards what was undone', () => {
    const two = recordStep(recordStep(startHistory('a'), 'b', null), 'c', null)
    expect(undoStep(two).present).toBe('b')
    expect(redoStep(undoStep(undoStep(two))).present).toBe('b')
    expect(redoStep(recordStep(undoStep(two), 'd', null)).present).toBe('d')
    expect(undoStep(startHistory('a')).present).toBe('a')
  })

  it('treat typing in one place as one step', () => {
    const typedWord = ['n', 'na', 'nam'].reduce(
      (history, text) => recordStep(history, text, 'name'),
      startHistory(''),
    )
    expect(undoStep(typedWord).present).toBe('')
    expect(undoStep(recordStep(typedWord, 'nam!', 'tags')).present).toBe('nam')
    // Typing after an undo starts a new step.
    expect(undoStep(recordStep(undoStep(typedWord), 'x', 'name')).present).toBe('')
  })
})

describe('a draft that survives a reload', () => {
  const keptParts = (draft: ReturnType<typeof typedDraft>) => {
    const { draft: open, withheld } = withoutSecrets(draft, draftPlugins(draft, PLUGINS), draftOf(BODY))
    return { fields: Object.keys(open.edits['tap']?.fields ?? {}), rest: open.edits['tap']?.rest, withheld }
  }

  it('keeps what was entered', () => {
    expect(keptParts(typedDraft({ files: '["b"]', url: 'https://y' }, '{"a": 1}'))).toEqual({
      fields: ['files', 'url'],
      rest: '{"a": 1}',
      withheld: false,
    })
  })

  it('leaves out possible secrets, wherever they were entered', () => {
    const secrets = typedDraft(
      { token: 'tok_1', url: 'https://ada:hunter2@x', extra: '{"a": {"api_key": "k"}}', files: '["b"]' },
      '{"password": "p"}',
    )
    expect(keptParts(secrets)).toEqual({ fields: ['files'], rest: null, withheld: true })
    expect(keptParts({ ...secrets, extractor: 'gone' })).toEqual({ fields: [], rest: null, withheld: true })
    const runner = { ...draftOf(BODY).runner, env: 'A=1\nAPI_TOKEN=t' }
    const { draft } = withoutSecrets({ ...draftOf(BODY), runner }, [], draftOf(BODY))
    expect(draft.runner.env).toBe('')
  })
})

describe('a step on the clipboard', () => {
  it('has the settings without secrets', () => {
    const draft = typedDraft({ token: 'tok_1', extra: '{"a": 1}' })
    const text = clipOf('extractor', 'tap', draftPlugins(draft, PLUGINS)[0])
    expect(text).not.toContain('tok_1')
    expect(readClip(text)).toEqual({
      kind: 'extractor',
      reference: 'tap',
      settings: { url: 'https://x', files: ['a'], extra: { a: 1 } },
    })
  })

  it('is distinguished from any other text', () => {
    for (const text of [
      '',
      'hello',
      '{}',
      '{"flx-step":1}',
      '{"flx-step":1,"kind":"x","reference":"a","settings":{}}',
    ])
      expect(readClip(text)).toBeNull()
  })
})
