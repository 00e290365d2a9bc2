import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { readProject } from '../../../src/domain/projects/read-project.ts'

const FOLDER = resolve(import.meta.dirname, '../../../../../shared/meltano-projects')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.yml')) : []

type Entry = Record<string, unknown>
const entries = (value: unknown): Entry[] => (Array.isArray(value) ? value : [])
const lists = (value: unknown): Entry[] => Object.values((value ?? {}) as Entry).flatMap(entries)
const inner = (value: unknown, ...keys: string[]): unknown =>
  keys.reduce<unknown>((held, key) => (held as Entry | undefined)?.[key], value)

describe.skipIf(names.length === 0)('real projects (skipped where their folder is absent)', () => {
  it.each(names)('represents or reports each element of %s', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const raw = parse(text) as Entry
    const read = readProject([{ path: 'meltano.yml', text }])

    // Only parents in other files, or in lock files, are missing.
    expect(
      read.problems.map(({ message }) => message).filter((message) => !/inherits, is not in/.test(message)),
    ).toEqual([])
    const plugins = lists(raw['plugins'])
    expect(new Set(read.plugins.map((plugin) => plugin.name))).toEqual(
      new Set(plugins.map((plugin) => plugin['name'])),
    )
    expect(read.plugins).toHaveLength(plugins.length)
    expect(read.plugins.flatMap(({ mappings }) => mappings)).toHaveLength(
      plugins.flatMap((plugin) => entries(plugin['mappings'])).length,
    )
    expect(
      read.plugins.flatMap(({ own }) => [...Object.keys(own.config), ...Object.keys(own.commands)]),
    ).toHaveLength(
      plugins.flatMap(({ config, commands }) => [
        ...Object.keys(config ?? {}),
        ...Object.keys(commands ?? {}),
      ]).length,
    )
    expect(read.jobs.map((job) => [job.name, job.tasks.length])).toEqual(
      entries(raw['jobs']).map((job) => [job['name'], [job['tasks']].flat().length]),
    )
    expect(read.schedules).toHaveLength(entries(raw['schedules']).length)
    expect(read.environments.map(({ plugins }) => plugins.length)).toEqual(
      entries(raw['environments']).map((one) => lists(inner(one, 'config', 'plugins')).length),
    )
    const apart = new Set(['plugins', 'jobs', 'schedules', 'environments', 'env', 'include_paths', 'version'])
    expect([...read.settings.keys()]).toEqual(Object.keys(raw).filter((key) => !apart.has(key)))
    expect(Object.keys(read.env)).toEqual(Object.keys((raw['env'] ?? {}) as Entry))
    for (const { place } of read.plugins) expect(text.split('\n')[place.line - 1]).toMatch(/^\s*- /)
    expect(read.files[0]?.document.toString({ lineWidth: 0 })).toContain(
      text.match(/^\s*(#.*\S)/m)?.[1] ?? '',
    )
  })
})
