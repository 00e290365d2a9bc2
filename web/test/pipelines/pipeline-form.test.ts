import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { describe, expect, it } from 'vitest'

import { copyOf } from '#web/features/pipelines/form/draft/copy-pipeline.ts'
import {
  bodyProblems,
  draftProblems,
  remainingDraftErrors,
} from '#web/features/pipelines/form/draft/draft-problems.ts'
import { changesBetween, mergePipelines } from '#web/features/pipelines/form/draft/merge-pipeline.ts'
import {
  changedFields,
  emptyBody,
  type PipelineBody,
} from '#web/features/pipelines/form/draft/pipeline-body.ts'
import {
  buildBody,
  draftOf,
  draftPlugins,
  droppedSettings,
} from '#web/features/pipelines/form/draft/pipeline-draft.ts'
import { configuredPlugins } from '#web/features/pipelines/form/draft/plugin-places.ts'

import { plugin } from '../support/builders.ts'

const SECRET = { $secret: true }

const PLUGINS = [
  plugin('tap-a', 'extractor', [{ name: 'files', kind: 'array' }, { name: 'token' }]),
  plugin('tap-b', 'extractor'),
  plugin('target', 'loader', [{ name: 'path' }]),
]

const BODY: PipelineBody = {
  ...emptyBody('UTC'),
  name: 'sales',
  extractor: 'tap-a',
  loader: 'target',
  config: { 'tap-a': { files: ['a'], token: SECRET }, target: { path: '/out' } },
  timeoutSeconds: 5400,
}

describe('the form of a pipeline', () => {
  it('stands for the pipeline that was loaded while nothing is edited', () => {
    const { body, errors } = buildBody(draftOf(BODY), PLUGINS)
    expect(changedFields(BODY, body)).toEqual({})
    expect(errors).toEqual({ fields: {}, settings: {}, general: [] })
  })

  it('sends only what was changed', () => {
    const draft = { ...draftOf(BODY), name: ' orders ', timeout: { amount: '2', unit: 'hours' as const } }
    expect(changedFields(BODY, buildBody(draft, PLUGINS).body)).toEqual({
      name: 'orders',
      timeoutSeconds: 7200,
    })
  })

  it('keeps the settings of a replaced plugin until saved, and lists those that are dropped', () => {
    const replaced = { ...draftOf(BODY), extractor: 'tap-b' }
    expect(buildBody(replaced, PLUGINS).body.config).toEqual({ target: { path: '/out' } })
    expect(droppedSettings(replaced)).toEqual(['tap-a'])
    expect(buildBody({ ...replaced, extractor: 'tap-a' }, PLUGINS).body.config).toEqual(BODY.config)
  })

  it('keeps the settings of a plugin that is not registered', () => {
    const body = { ...BODY, extractor: 'gone', config: { gone: { a: 1 } } }
    expect(buildBody(draftOf(body), PLUGINS).body.config).toEqual({ gone: { a: 1 } })
  })

  it('gives two plugins with the same name a key each', () => {
    const parts = { extractor: 'x', loader: 'x', mappers: [], transform: '' }
    expect(configuredPlugins(parts, [], {}).map(({ key }) => key)).toEqual(['x', 'loader:x'])
    expect(configuredPlugins(parts, [], { 'extractor:x': {} })[0]?.key).toBe('extractor:x')
  })

  it('shows each problem at its field', () => {
    const draft = draftOf({ ...BODY, name: ' ', extractor: '' })
    const { body } = buildBody(draft, PLUGINS)
    const problems = [
      ...bodyProblems(body),
      { path: 'config.target.path.x', message: 'wrong' },
      { path: 'config.stranger', message: 'strange' },
    ]
    const errors = draftProblems(problems, draftPlugins(draft, PLUGINS), body)
    expect(errors).toEqual({
      fields: { name: 'Enter a name for the pipeline.', extractor: 'Choose an extractor.' },
      settings: { target: { path: 'wrong' } },
      general: ['strange'],
    })
  })

  it('shows above the form what none of its fields shows', () => {
    const problems = ['extractor', 'config.target.path', 'runner.kind', 'startWindowSeconds'].map((path) => ({
      path,
      message: path,
    }))
    const plugins = draftPlugins(draftOf(BODY), PLUGINS)
    const generalOf = (changes: Partial<PipelineBody>) =>
      draftProblems(problems, plugins, { ...BODY, ...changes }).general
    const runner = { kind: 'meltano' as const, project: null, run: ['x'], environment: null }
    expect(generalOf({ schedule: '0 1 * * *' })).toEqual(['runner.kind'])
    const ofMeltano = { ...runner, executable: null, env: {}, secretEnv: [] }
    expect(generalOf({ runner: ofMeltano })).toEqual(problems.map(({ path }) => path))
  })

  it('clears an error as soon as its field is changed', () => {
    const draft = draftOf(BODY)
    const errors = {
      fields: { name: 'a', timeoutSeconds: 'b', 'mappers.1': 'c' },
      settings: { target: { path: 'd', other: 'e' } },
      general: [],
    }
    const edits = { target: { fields: { path: { kind: 'unset' as const } }, rest: null } }
    expect(remainingDraftErrors(errors, draft, { edits, mappers: [], timeout: draft.timeout })).toEqual({
      fields: { name: 'a' },
      settings: { target: { other: 'e' } },
      general: [],
    })
  })

  it('refuses a time limit that is not a number', () => {
    const draft = { ...draftOf(BODY), timeout: { amount: '1.5', unit: 'hours' as const } }
    expect(buildBody(draft, PLUGINS).errors.fields['timeoutSeconds']).toMatch(/whole number/)
  })

  it('does not refuse a start window that the form does not show', () => {
    const draft = { ...draftOf(BODY), startWindow: { amount: 'x', unit: 'hours' as const } }
    const errorsWith = (schedule: string) => buildBody({ ...draft, schedule }, PLUGINS).errors.fields
    expect(errorsWith('')).toEqual({})
    expect(errorsWith('0 1 * * *')).toHaveProperty('startWindowSeconds')
  })
})

describe('two users edit one pipeline', () => {
  const theirs = {
    ...BODY,
    description: 'theirs',
    schedule: '0 1 * * *',
    config: { 'tap-a': { files: ['theirs'], token: SECRET, extra: 1 }, target: {} },
  }
  const mine = {
    ...BODY,
    name: 'mine',
    schedule: '0 2 * * *',
    config: { 'tap-a': { files: ['mine'], token: 'new secret' }, target: { path: '/out' } },
  }

  it('shows the other changes, conflicts first', () => {
    const changes = changesBetween(BODY, theirs, mine)
    expect(changes.map(({ label, conflict }) => [label, conflict])).toEqual([
      ['Schedule', true],
      ['tap-a: files', true],
      ['Description', false],
      ['target: path', false],
      ['tap-a: extra', false],
    ])
  })

  it('loses nothing that only one of them changed', () => {
    expect(mergePipelines(BODY, theirs, mine, { schedule: 'theirs' })).toEqual({
      ...BODY,
      name: 'mine',
      description: 'theirs',
      schedule: '0 1 * * *',
      config: { 'tap-a': { files: ['mine'], token: 'new secret', extra: 1 }, target: {} },
    })
  })
})

it('a copy has everything except the secrets', () => {
  const { body, secrets } = copyOf({ ...BODY, id: 'x' } as Pipeline)
  expect(body.name).toBe('sales (copy)')
  expect(body.config).toEqual({ 'tap-a': { files: ['a'] }, target: { path: '/out' } })
  expect(secrets).toEqual(['tap-a: token'])
})
