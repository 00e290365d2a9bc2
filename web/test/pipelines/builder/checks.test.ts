import type { JsonObject } from '@flx/shared/json/json'
import { describe, expect, it } from 'vitest'

import { checkDraft } from '#web/features/pipelines/builder/checks/check-draft.ts'
import { emptyBody, type PipelineBody } from '#web/features/pipelines/form/draft/pipeline-body.ts'
import {
  buildBody,
  draftOf,
  draftPlugins,
  NO_ERRORS,
} from '#web/features/pipelines/form/draft/pipeline-draft.ts'

import { plugin } from '../../support/builders.ts'

const RULES = { name: 'streams', kind: 'object' as const, description: '… "rename_stream": name}.' }
const mapper = (name: string) => plugin(name, 'transformer', [RULES], { mode: 'in-flight' })
const PLUGINS = [
  plugin('tap', 'extractor', [{ name: 'token', label: 'Token', required: true }]),
  mapper('first'),
  mapper('second'),
  plugin('sdk', 'transformer', [{ name: 'stream_maps', kind: 'object' }], { mode: 'in-flight' }),
  plugin('target', 'loader'),
  plugin('far', 'loader', [], { bundled: false, installed: false, installStatus: 'none' }),
  plugin('sql', 'transformer', [{ name: 'statements', kind: 'array' }], { mode: 'post-load' }),
]
const BODY: PipelineBody = {
  ...emptyBody('UTC'),
  name: 'sales',
  extractor: 'tap',
  loader: 'target',
  config: { tap: { token: 'x' } },
}

function problems(
  values: Partial<PipelineBody>,
  config: Record<string, JsonObject> = {},
  streams?: string[],
) {
  const draft = draftOf({ ...BODY, ...values, config: { ...BODY.config, ...config } })
  const { body, errors: entryErrors } = buildBody(draft, PLUGINS)
  return checkDraft({
    ...{ draft, body, entryErrors, errors: NO_ERRORS, configured: draftPlugins(draft, PLUGINS) },
    streams:
      streams === undefined
        ? undefined
        : {
            streams: streams.map((name) => ({
              name: name.replace('-', ''),
              selected: !name.startsWith('-'),
            })),
            ...{ discoveredAt: '', hasCatalog: true, warnings: [] },
          },
  })
}
const problemTexts = (...args: Parameters<typeof problems>) =>
  problems(...args).map(({ step, text }) => [step, text])
const mappingProblems = (
  config: Record<string, JsonObject>,
  mappers = ['first', 'second'],
  overrides: Partial<PipelineBody> = {},
) => problemTexts({ mappers, ...overrides }, config)

describe('the problems of a drawing', () => {
  it('are none for a complete one', () => {
    expect(problems({})).toEqual([])
  })

  it('are shown at the step, or for the pipeline', () => {
    expect(problemTexts({ name: '', extractor: '' })).toEqual([
      [null, expect.stringMatching(/name/i)],
      [null, 'Choose an extractor.'],
    ])
    expect(problemTexts({ loader: 'far' })).toEqual([['loader', 'far is not installed.']])
    expect(problemTexts({ loader: 'unknown' })).toEqual([
      ['loader', expect.stringContaining('unknown is not added')],
    ])
  })

  it('include a missing setting, which is not shown at its field at once', () => {
    const draft = { config: {} }
    expect(problems({}, { tap: {}, ...draft.config })).toEqual([
      {
        ...{ id: 'extractor missing token', step: 'extractor', text: 'Needs a value: Token.' },
        ...{ severity: 'error', setting: 'token', isMissing: true },
      },
    ])
  })

  it('include a selection of nothing, and rules for streams that do not exist', () => {
    expect(problemTexts({}, {}, ['-orders'])).toEqual([
      ['extractor', expect.stringContaining('No stream is selected')],
    ])
    const first = {
      streams: { 'inv*': { drop: ['a'] }, customers: { drop: ['a'] }, 'ord*': { drop: ['a'] } },
    }
    expect(problemTexts({ mappers: ['first'] }, { first }, ['orders', '-customers'])).toEqual([
      ['mapper loaded 0', 'No stream of the extractor matches “inv*”.'],
      ['mapper loaded 0', 'The stream “customers” is not selected, so no records get here.'],
    ])
  })
})

describe('a field that a later step reads', () => {
  it('and an earlier one renames', () => {
    expect(
      mappingProblems({
        first: { streams: { orders: { rename: { ref: 'key' } } } },
        second: { streams: { orders: { hash: ['ref', 'other'] } } },
      }),
    ).toEqual([['mapper loaded 1', 'second reads ref of orders, which first renames to key.']])
  })

  it('and an earlier one drops or leaves out, for a stream of the same pattern', () => {
    expect(
      mappingProblems({
        first: { streams: { 'ord*': { drop: ['ref'] }, users: { select: ['id'] } } },
        second: {
          streams: { orders: { filter: [{ field: 'ref', op: 'exists' }] }, users: { hash: ['mail'] } },
        },
      }),
    ).toEqual([
      ['mapper loaded 1', 'second reads ref of orders, which first drops.'],
      ['mapper loaded 1', 'second reads mail of users, which first leaves out.'],
    ])
  })

  it('under its new name, of another stream, or in the other order is fine', () => {
    const rename = { streams: { orders: { rename: { ref: 'key' } } } }
    expect(mappingProblems({ first: rename, second: { streams: { orders: { hash: ['key'] } } } })).toEqual([])
    expect(mappingProblems({ first: rename, second: { streams: { users: { hash: ['ref'] } } } })).toEqual([])
    const hash = { streams: { orders: { hash: ['ref'] } } }
    expect(mappingProblems({ first: rename, second: hash }, ['second', 'first'])).toEqual([])
  })

  it('is followed through a stream that is renamed', () => {
    expect(
      mappingProblems({
        first: { streams: { orders: { drop: ['ref'], rename_stream: 'sales' } } },
        second: { streams: { sales: { hash: ['ref'] } } },
      }),
    ).toEqual([['mapper loaded 1', 'second reads ref of sales, which first drops.']])
  })

  it('is also known from stream maps, and can be written again', () => {
    const sdk = { stream_maps: { orders: { key: 'ref', ref: null } } }
    const second = { streams: { orders: { hash: ['ref'] } } }
    expect(mappingProblems({ sdk, second }, ['sdk', 'second'])).toEqual([
      ['mapper loaded 1', 'second reads ref of orders, which sdk renames to key.'],
    ])
    const renameBack = { streams: { orders: { rename: { key: 'ref' } } } }
    const third = { stream_maps: { orders: { copy: 'ref' } } }
    expect(mappingProblems({ first: renameBack, sdk: third }, ['first', 'sdk'])).toEqual([])
  })

  it('is a warning in SQL that names the table and the field', () => {
    const first = { streams: { orders: { drop: ['Ref'] } } }
    const sql = (statement: string) =>
      mappingProblems({ first, sql: { statements: [statement] } }, ['first'], { transform: 'sql' })
    expect(sql('select "REF" from orders')).toEqual([
      ['transform', 'sql names Ref of orders, which first drops.'],
    ])
    expect(sql("select id, 'ref' from orders -- ref")).toEqual([])
    expect(sql('select ref from users')).toEqual([])
  })
})
