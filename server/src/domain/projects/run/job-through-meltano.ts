import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { runnerSchema, type MeltanoRun } from '@flx/shared/pipelines/runner'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { Place } from '../parts.ts'
import type { MeltanoProject, ProjectJob } from '../project.ts'
import { blockNames } from './plan-run.ts'
import type { OtherElement, RunnableJob, WantedPipeline, WantedPlugin } from '../import/represented.ts'

/** What Meltano performs of a project, and what it is given for that. */
export interface MeltanoJobs extends ThroughMeltano {
  environment: string | null
  /** Names of variables that the server has. */
  serverVariables: readonly string[]
  /** What was filled in here, and its names. */
  values: Readonly<Record<string, string>>
  filledIn: readonly string[]
  plugins: readonly WantedPlugin[]
}

/**
 * A job, or an older schedule, as Meltano performs it whole: with everything in it that has no place in a pipeline here.
 * The reason where it cannot.
 */
export function pipelineThroughMeltano(
  { place, env = {} }: { place: Place; env?: JsonObject },
  run: { args: string[]; blocks: readonly string[] },
  around: MeltanoJobs,
): WantedPipeline | string {
  const uses = new Set(run.blocks.map((block) => block.split(':')[0] ?? block))
  for (const plugin of around.plugins) if (run.blocks.includes(plugin.name)) uses.add(plugin.name)
  const used = withParents(around.plugins, uses)
  const open = [...new Set(used.flatMap(({ missing }) => missing))]
  const handedOn = open.filter((variable) => around.serverVariables.includes(variable))
  const filledIn = around.filledIn.filter((variable) =>
    used.some(({ env: own, setBy, missing: unset }) =>
      [...Object.keys(own), ...setBy, ...unset].includes(variable),
    ),
  )
  const missing = open.filter((variable) => !handedOn.includes(variable) && !filledIn.includes(variable))
  const runner: MeltanoRun = {
    kind: 'meltano',
    project: around.folder,
    run: run.args,
    environment: around.environment,
    executable: null,
    env: {
      ...Object.fromEntries(handedOn.toSorted().map((variable) => [variable, `$${variable}`])),
      ...Object.fromEntries(
        filledIn.toSorted().map((variable) => [variable, asText(around.values[variable] ?? '')]),
      ),
      ...Object.fromEntries(Object.entries(env).map(([variable, value]) => [variable, variableText(value)])),
    },
    secretEnv: filledIn.toSorted(),
  }
  const checked = runnerSchema.safeParse(runner)
  if (!checked.success) return `Meltano cannot be given it: ${checked.error.issues[0]?.message ?? ''}`
  return {
    ...bare(place),
    runner,
    through: 'choice',
    missing,
    uses: used.map((plugin) => plugin.name),
    notes: [],
  }
}

/** A dollar sign of what was filled in is text. */
const asText = (value: string): string => value.replaceAll(/\$(?=[A-Z{])/g, String.raw`\$`)

/** The runner that an export of ours wrote beside a job; undefined without one. */
export function annotatedRunner({ annotations }: Pick<ProjectJob, 'annotations'>): MeltanoRun | undefined {
  const own = annotations['flx']
  const { data } = runnerSchema.safeParse(isJsonObject(own) ? own['runner'] : undefined)
  return data?.kind === 'meltano' ? data : undefined
}

/** A pipeline of which an export says that Meltano performs it. */
export const annotatedPipeline = (place: Place, runner: MeltanoRun): WantedPipeline => ({
  ...bare(place),
  runner,
  through: 'annotation',
  missing: [],
  uses: [],
  notes: [],
})

const bare = (place: Place) => ({
  place,
  ...{ key: '', name: '' },
  ...{ extractor: '', mappers: [], loader: '', transform: '', config: {} },
  after: null,
  // Meltano keeps it.
  stateId: null,
})

/** Plugins with those that they inherit from. */
function withParents(plugins: readonly WantedPlugin[], names: ReadonlySet<string>): WantedPlugin[] {
  const found = plugins.filter(({ name }) => names.has(name))
  for (const plugin of found) {
    const parent = plugins.find(
      ({ name, type }) => name === plugin.fields.inheritFrom && type === plugin.type,
    )
    if (parent !== undefined && !found.includes(parent)) found.push(parent)
  }
  return found
}

/**
 * Plugins that only Meltano starts are not set up here, unless they are here already: parts of the pipelines that it performs.
 */
export function withoutMeltanos(
  plugins: readonly WantedPlugin[],
  pipelines: readonly WantedPipeline[],
  here: readonly { name: string; type: string }[],
): { plugins: WantedPlugin[]; others: OtherElement[] } {
  const names = (of: readonly WantedPipeline[]) =>
    new Set(
      of.flatMap(({ extractor, mappers, loader, transform, uses = [] }) => [
        ...uses,
        ...[extractor, ...mappers, loader, transform.split(':')[0] ?? ''],
      ]),
    )
  const ofMeltano = names(pipelines.filter(({ runner }) => runner !== undefined))
  const others = plugins.filter(({ name }) => !ofMeltano.has(name)).map(({ name }) => name)
  const needed = withParents(
    plugins,
    new Set([...names(pipelines.filter(({ runner }) => runner === undefined)), ...others]),
  )
  const isLeft = (plugin: WantedPlugin): boolean =>
    ofMeltano.has(plugin.name) &&
    !needed.includes(plugin) &&
    !here.some(({ name, type }) => name === plugin.name && type === plugin.type)
  return {
    plugins: plugins.filter((plugin) => !isLeft(plugin)),
    others: plugins.filter(isLeft).map(({ key, kind, name, place }) => ({
      ...{ key, kind, name, place, outcome: 'used' as const },
      reason: 'Meltano starts it, with the settings of the project: it is not set up here.',
    })),
  }
}

/** The value of a variable in a file, as Meltano gives it to programs. */
export const variableText = (value: Json): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Jobs with tasks, and schedules that name plugins: what Meltano can perform whole. */
export function runnableIn({ jobs, schedules }: MeltanoProject): RunnableJob[] {
  const names = new Set(jobs.map(({ name }) => name))
  return [
    ...jobs.flatMap(({ name, place, tasks }) => {
      const texts = tasks.flatMap(({ blocks }) => (blocks.length === 0 ? [] : [blocks.join(' ')]))
      return texts.length === 0 ? [] : [{ name, place, tasks: texts }]
    }),
    ...schedules.flatMap(({ name, place, does }) => {
      const task = 'job' in does ? does.job : `${does.extractor} ${does.loader}`
      return names.has(name) || !/\s/.test(task) ? [] : [{ name, place, tasks: [task] }]
    }),
  ]
}

/** The tasks of arguments of `meltano run`: names of jobs are written out. */
export function tasksOf(args: readonly string[], jobs: readonly RunnableJob[]): string[] {
  const tasks: string[] = []
  let open: string[] = []
  const close = () => {
    if (open.length > 0) tasks.push(open.join(' '))
    open = []
  }
  for (const name of blockNames(args)) {
    const job = jobs.find((one) => one.name === name)
    if (job === undefined) open.push(name)
    else {
      close()
      tasks.push(...job.tasks)
    }
  }
  close()
  return tasks
}
