import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import Sqlite from 'better-sqlite3'

import type { Case, CasePlugin } from './case.ts'
import type { Note, Outcome } from './differences.ts'

const STUB = join(import.meta.dirname, 'stub.mjs')

/** Installs the newest Meltano of the index into a folder that is kept; returns its program. */
export function installMeltano(folder: string): string {
  const program = join(folder, 'bin/meltano')
  if (!existsSync(join(folder, 'bin/pip')))
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', '--upgrade', 'meltano'], { stdio: 'pipe' })
  return program
}

/** A folder with the scenarios of all cases and the programs that play them. */
export function writeStubs(folder: string, cases: readonly Case[]): void {
  for (const name of ['scenarios', 'notes']) mkdirSync(join(folder, name), { recursive: true })
  for (const one of cases) writeFileSync(join(folder, 'scenarios', `${one.name}.json`), JSON.stringify(one))
  for (const role of ['tap', 'mapper', 'target']) {
    const command = [process.execPath, STUB, role, join(folder, 'scenarios'), join(folder, 'notes')]
    const quoted = command.map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`).join(' ')
    writeFileSync(join(folder, role), `#!/bin/sh\nexec ${quoted} "$@"\n`)
    chmodSync(join(folder, role), 0o755)
  }
}

const readNotes = (folder: string, name: string, role: string): Note[] => {
  const file = join(folder, 'notes', `${name}.${role}.jsonl`)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Note)
}

export const notesOf = (
  folder: string,
  name: string,
): Pick<Outcome, 'discoveries' | 'tap' | 'mapper' | 'target'> => ({
  discoveries: readNotes(folder, name, 'discovery'),
  tap: readNotes(folder, name, 'tap'),
  mapper: readNotes(folder, name, 'mapper'),
  target: readNotes(folder, name, 'target'),
})

/** The extractor that a case executes. */
export const extractorOf = ({ name, heir }: Case): string =>
  heir === undefined ? `tap-${name}` : `tap-${name}--heir`

/** A Meltano project with all cases in it. JSON is YAML. */
export function writeProject(folder: string, cases: readonly Case[]): void {
  writeStubs(folder, cases)
  const plugin = (
    name: string,
    program: string,
    { extras = {}, config = {}, ...rest }: CasePlugin,
    own: JsonObject,
  ): Json =>
    ({
      name,
      namespace: name.replaceAll('-', '_'),
      executable: `./${program}`,
      ...rest,
      config: { ...own, ...config },
      ...extras,
    }) as unknown as JsonObject
  const project = {
    version: 1,
    default_environment: 'dev',
    send_anonymous_usage_stats: false,
    project_id: '3f6f4a0e-0b7a-4a55-8df5-5f5f3a3a8c11',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: cases.flatMap(({ name, tap, heir }) => [
        plugin(`tap-${name}`, 'tap', tap, { case: name }),
        ...(heir === undefined
          ? []
          : [
              {
                name: `tap-${name}--heir`,
                inherit_from: `tap-${name}`,
                config: heir.config ?? {},
                ...heir.extras,
              },
            ]),
      ]),
      mappers: cases.flatMap(({ name, mapper }) =>
        mapper === undefined
          ? []
          : [
              {
                name: `mapper-${name}`,
                namespace: `mapper_${name}`,
                executable: './mapper',
                mappings: [{ name: `map-${name}`, config: { case: name, ...mapper } }],
              },
            ],
      ),
      loaders: cases.map(({ name, target }) => plugin(`target-${name}`, 'target', target, { case: name })),
    },
  }
  writeFileSync(join(folder, 'meltano.yml'), JSON.stringify(project, null, 1))
}

const blocks = (one: Case): string[] => [
  extractorOf(one),
  ...(one.mapper === undefined ? [] : [`map-${one.name}`]),
  `target-${one.name}`,
]

/** Plays all cases: successful ones in few invocations, since each costs seconds. */
export function playMeltano(
  program: string,
  folder: string,
  cases: readonly Case[],
  env: Record<string, string>,
): Map<string, Outcome> {
  const statuses = new Map<string, Outcome['statuses']>(cases.map(({ name }) => [name, []]))
  const invoke = (group: readonly Case[], refresh: Case['executions'][number]): void => {
    if (group.length === 0) return
    const options = refresh === 'full' ? ['--full-refresh'] : []
    const { status, stderr, stdout } = spawnSync(program, ['run', ...options, ...group.flatMap(blocks)], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 1024 * 1024 * 1024,
    })
    if (group.length > 1 && status !== 0)
      throw new Error(`meltano run failed:\n${stdout}\n${stderr}`.slice(-8000))
    for (const { name } of group) statuses.get(name)?.push(status === 0 ? 'success' : 'failed')
  }
  const together = cases.filter(({ alone }) => !alone)
  const rounds = Math.max(...cases.map(({ executions }) => executions.length))
  for (let round = 0; round < rounds; round += 1) {
    for (const refresh of ['incremental', 'full'] as const) {
      const now = (one: Case): boolean => one.executions[round] === refresh
      invoke(together.filter(now), refresh)
      for (const one of cases.filter(({ alone }) => alone).filter(now)) invoke([one], refresh)
    }
  }
  using database = closing(new Sqlite(join(folder, '.meltano/meltano.db'), { readonly: true }))
  const states = database.db
    .prepare('select state_id as id, completed_state as completed, partial_state as partial from state')
    .all() as StateRow[]
  return new Map(
    cases.map((one) => {
      const row = states.find(({ id }) => id === `dev:${extractorOf(one)}-to-target-${one.name}`)
      return [
        one.name,
        { statuses: statuses.get(one.name) ?? [], ...notesOf(folder, one.name), state: stateOf(row) },
      ]
    }),
  )
}

interface StateRow {
  id: string
  completed: string | null
  partial: string | null
}

/** As Meltano reads it: the partial state merged over the complete one. */
function stateOf(row: StateRow | undefined): Json {
  const part = (text: string | null | undefined): Json => {
    const value = text === null || text === undefined ? {} : parseJson(text)
    return isJsonObject(value) ? (value['singer_state'] ?? {}) : {}
  }
  return row === undefined ? null : merge(part(row.completed), part(row.partial))
}

function merge(base: Json, over: Json): Json {
  if (!isJsonObject(base) || !isJsonObject(over)) return over
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries(
    [...keys].map((key) => {
      const [below, above] = [base[key], over[key]]
      if (above === undefined || below === undefined) return [key, above ?? below ?? null]
      return [key, merge(below, above)]
    }),
  )
}

const closing = (db: Sqlite.Database) => ({ db, [Symbol.dispose]: () => db.close() })
