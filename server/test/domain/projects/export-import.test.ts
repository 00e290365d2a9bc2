import { describedPipelineSchema } from '@flx/shared/pipelines/pipeline-document'
import { describe, expect, it } from 'vitest'

import { readProject } from '../../../src/domain/projects/read-project.ts'
import { exporting, importing, realProjects, type Imported } from '../../support/project-round-trip.ts'

const projects = realProjects()

describe.skipIf(projects.length === 0)('real projects (skipped where their folder is absent)', () => {
  it.each(projects)('importing the export of %s gives the same result', (name, text) => {
    const first = importing([{ path: 'meltano.yml', text }])
    const files = exporting(first)
    expect(readProject(files).problems).toEqual([])
    const again = importing(files)
    if (name.includes('env-precedence')) {
      // A variable that refers to itself is expanded once more by each import.
      for (const plugin of [...first.plugins, ...again.plugins]) plugin.pipUrl = 'stacked'
    }
    expect(again).toEqual(first)
  })
})

it('restores what Meltano has no key for', () => {
  const yml = `
plugins:
  extractors: [{name: tap-x, namespace: tap_x, pip_url: tap-x, config: {a: 1, b: $B_TOKEN}}]
  loaders: [{name: target-y, namespace: target_y, pip_url: target-y}]
  mappers: [{name: mapper, namespace: mapper, pip_url: mapper, mappings: [{name: hide, config: {c: 1}}]}]
  utilities: [{name: dbt-pg, namespace: dbt, pip_url: dbt-postgres}]
jobs:
- {name: daily, tasks: [tap-x hide target-y dbt-pg:run, tap-x target-y]}
schedules: [{name: daily, interval: '@daily', job: daily}]
`
  const { plugins, pipelines } = importing([{ path: 'meltano.yml', text: yml }])
  const [first, second] = pipelines
  if (first === undefined || second === undefined) throw new Error('Two pipelines were expected.')
  const changed: Imported = {
    plugins: plugins.map((plugin) =>
      plugin.name === 'tap-x'
        ? {
            ...plugin,
            description: 'The X',
            docs: 'https://x.example',
            maxConcurrent: 3,
            settingGroups: [['a'], ['b']],
          }
        : plugin,
    ),
    pipelines: [
      describedPipelineSchema.parse({
        ...first,
        name: 'Daily, with: everything!',
        description: 'Two\nlines',
        mappers: ['hide', 'mapper'],
        config: { 'tap-x': { a: 2, _select: ['s.*'] }, hide: { d: 5 } },
        transform: 'dbt-pg',
        timezone: 'Europe/Berlin',
        tags: ['one', '010'],
        owner: 'data',
        retryAttempts: 3,
        timeoutSeconds: 60,
      }),
      { ...second, after: 'Daily, with: everything!', isActive: false, schedule: '0 4 * * *' },
    ],
  }
  expect(importing(exporting(changed))).toEqual({
    ...changed,
    pipelines: changed.pipelines.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  })
})

it("restores a job's overrides of the variables of a plugin", () => {
  const yml = `
plugins:
  extractors:
  - name: tap-x
    namespace: tap_x
    pip_url: tap-x
    settings: [{name: region}, {name: port, kind: integer}, {name: token, env: X_TOKEN}]
    env: {TAP_X_REGION: a, TAP_X_PORT: '1', X_TOKEN: t, OTHER: o, TAP_X__SELECT: '["a.*"]'}
  loaders: [{name: target-y, namespace: target_y, pip_url: target-y}]
jobs:
- {name: daily, tasks: [tap-x target-y], env: {TAP_X_REGION: b, TAP_X_PORT: 2, TAP_X__SELECT: [b.*]}}
- {name: weekly, tasks: [tap-x target-y]}
`
  const first = importing([{ path: 'meltano.yml', text: yml }])
  expect(first.pipelines.map(({ config }) => config)).toEqual([
    { 'tap-x': { region: 'b', port: 2, _select: ['b.*'] } },
    {},
  ])
  expect(importing(exporting(first))).toEqual(first)
})

it('ignores annotations with another structure', () => {
  const yml = `
plugins:
  extractors: [{name: tap-x, namespace: tap_x, pip_url: tap-x, annotations: {flx: [x]}}]
  loaders: [{name: target-y, namespace: target_y, pip_url: target-y, annotations: {flx: {maxConcurrent: many, command: 7}}}]
jobs: [{name: daily, tasks: [tap-x target-y], annotations: {flx: {name: 7, tags: x}}}]
`
  const { plugins, pipelines } = importing([{ path: 'meltano.yml', text: yml }])
  expect(plugins.map(({ name, maxConcurrent }) => [name, maxConcurrent])).toEqual([
    ['tap-x', null],
    ['target-y', null],
  ])
  expect(pipelines).toMatchObject([{ name: 'daily', tags: [] }])
})
