import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { planImport } from '../../../src/domain/projects/import/plan-import.ts'
import { applied, NOTHING, PROJECT, represent } from './support/sample-project.ts'

describe('an import', () => {
  const project = represent(PROJECT, {}, 'SHOP=berlin')
  const first = planImport(project, NOTHING)

  it('creates everything, and changes nothing the second time', () => {
    expect(new Set([...first.plugins, ...first.pipelines].map(({ outcome }) => outcome))).toEqual(
      new Set(['create']),
    )
    const again = planImport(project, applied(first))
    expect(new Set([...again.plugins, ...again.pipelines].map(({ outcome }) => outcome))).toEqual(
      new Set(['unchanged']),
    )
  })

  it('keeps edits made here, and reports a conflict when the project changed too', () => {
    const here = applied(first)
    const tap = here.plugins.find(({ name }) => name === 'target-wh')
    if (tap !== undefined) tap.settings = { batch_size: 7, own: true }
    const edited = planImport(project, here).plugins.find(({ wanted }) => wanted.name === 'target-wh')
    expect(edited).toMatchObject({ outcome: 'unchanged', conflict: false })
    expect(edited?.next.settings).toEqual({ batch_size: 7, own: true })
    expect(edited?.overwritten?.settings).toEqual({ batch_size: 100, own: true })
    const changed = represent(PROJECT.replace('batch_size: 100', 'batch_size: 200'), {}, 'SHOP=berlin')
    expect(planImport(changed, here).plugins.find(({ wanted }) => wanted.name === 'target-wh')).toMatchObject(
      {
        outcome: 'unchanged',
        conflict: true,
      },
    )
  })

  it('removes what the project no longer contains, and leaves what was set here', () => {
    const here = applied(first)
    const stored = here.plugins.find(({ name }) => name === 'tap-shop')
    if (stored !== undefined) stored.settings = { ...stored.settings, mine: 1 }
    const text = PROJECT.replace("start_date: '2024-01-01', ", '').replace(
      "- {name: again, interval: '@daily', job: orders}",
      '',
    )
    const tap = planImport(represent(text, {}, 'SHOP=berlin'), here).plugins.find(
      ({ wanted }) => wanted.name === 'tap-shop',
    )
    expect(tap?.outcome).toBe('change')
    expect(tap?.next.settings).not.toHaveProperty('start_date')
    expect(tap?.next.settings['mine']).toBe(1)
  })

  it('removes nothing while an included file cannot be read', () => {
    const here = applied(first)
    const text = `include_paths: [more.yml]\n${PROJECT.replace("start_date: '2024-01-01', ", '')}`
    const broken = represent(text, {}, 'SHOP=berlin', [{ path: 'more.yml', text: 'plugins: {' }])
    expect(broken.unread).toEqual(['more.yml'])
    const tap = planImport(broken, here).plugins.find(({ wanted }) => wanted.name === 'tap-shop')
    expect(tap).toMatchObject({ outcome: 'unchanged', next: { settings: { start_date: '2024-01-01' } } })
    // It is still recorded as the project's, so that the next import can remove it.
    const later = represent(text, {}, 'SHOP=berlin', [{ path: 'more.yml', text: 'plugins: {}' }])
    expect(planImport(later, here).plugins.find(({ wanted }) => wanted.name === 'tap-shop')?.outcome).toBe(
      'change',
    )
  })

  it("leaves another project's objects alone", () => {
    const here = applied(first)
    const plan = planImport(project, {
      ...here,
      origins: new Map(),
      otherProjects: new Map([['id of pipelines/orders', 'other']]),
    })
    expect(plan.pipelines.find(({ wanted }) => wanted.name === 'orders')).toMatchObject({
      outcome: 'left-out',
      reasons: [expect.stringContaining('belongs to the project "other"')],
    })
  })
})

const FOLDER = resolve(import.meta.dirname, '../../../../../shared/meltano-projects')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.yml')) : []

type Entry = Record<string, unknown>
const entries = (value: unknown): Entry[] => (Array.isArray(value) ? value : [])
const ofKinds = (value: unknown): [string, Entry][] =>
  Object.entries((value ?? {}) as Entry).flatMap(([kind, list]) =>
    entries(list).map((entry): [string, Entry] => [kind, entry]),
  )

describe.skipIf(names.length === 0)('real projects (skipped where their folder is absent)', () => {
  it.each(names)('represents or reports each element of %s, and a second import changes nothing', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const raw = parse(text) as Entry
    const project = represent(text)
    const keys = new Set([...project.plugins, ...project.pipelines, ...project.others].map(({ key }) => key))
    const wanted = [
      ...ofKinds(raw['plugins']).flatMap(([kind, plugin]) => [
        `${kind}/${String(plugin['name'])}`,
        ...entries(plugin['mappings']).map((mapping) => `mappings/${String(mapping['name'])}`),
      ]),
      ...entries(raw['jobs']).map((job) => `jobs/${String(job['name'])}`),
      ...entries(raw['schedules']).map((schedule) => `schedules/${String(schedule['name'])}`),
      ...entries(raw['environments']).map((one) => `environments/${String(one['name'])}`),
      ...Object.keys((raw['env'] ?? {}) as Entry).map((one) => `env/${one}`),
      ...Object.keys(raw)
        .filter((key) => !/^(?:plugins|jobs|schedules|environments|env|include_paths|version)$/.test(key))
        .map((key) => `settings/${key}`),
    ]
    expect(wanted.filter((key) => !keys.has(key))).toEqual([])
    // Each block of a job is in a pipeline, in a note of one, or reported.
    for (const job of entries(raw['jobs'])) {
      const jobName = String(job['name'])
      const blocks = [job['tasks']].flat(3).flatMap((task) => String(task).split(/\s+/))
      const own = project.pipelines.filter(
        (one) => one.name === jobName || one.name.startsWith(`${jobName}: `),
      )
      const said = [
        ...own.flatMap((one) => [one.extractor, ...one.mappers, one.loader, one.transform, ...one.notes]),
        ...project.others.filter(({ key }) => key.startsWith(`jobs/${jobName}/`)).map((one) => one.name),
      ].join(' ')
      for (const block of blocks) expect(said).toContain(block)
    }
    // Each key of a setting is a setting of its plugin.
    for (const [kind, plugin] of ofKinds(raw['plugins'])) {
      const found = project.plugins.find(({ key }) => key === `${kind}/${String(plugin['name'])}`)
      if (found === undefined) continue
      const config = Object.entries((plugin['config'] ?? {}) as Entry).filter(([, value]) => value !== null)
      expect(Object.keys(found.settings)).toEqual(expect.arrayContaining(config.map(([key]) => key)))
    }
    const plan = planImport(project, NOTHING)
    expect(plan.plugins.length + plan.pipelines.length).toBe(
      project.plugins.length + project.pipelines.length,
    )
    const again = planImport(project, applied(plan))
    expect([...again.plugins, ...again.pipelines].filter(({ outcome }) => outcome !== 'unchanged')).toEqual(
      [],
    )
  })
})
