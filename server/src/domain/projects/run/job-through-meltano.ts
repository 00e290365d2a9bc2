import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { runnerSchema, type MeltanoRun } from '@flx/shared/pipelines/runner'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { Place } from '../parts.ts'
import type { MeltanoProject, ProjectJob } from '../project.ts'
import { blockNames } from './plan-run.ts'
import type { OtherElement, RunnableJob, WantedPipeline, WantedPlugin } from '../import/represented.ts'

/** The parts of a project that Meltano performs, and the values it is given. */
export interface MeltanoJobs extends ThroughMeltano {
  environment: string | null
  /** Names of variables that are set on the server. */
  serverVariables: readonly string[]
  /** The values filled in here, and their names. */
  values: Readonly<Record<string, string>>
  filledIn: readonly string[]
  plugins: readonly WantedPlugin[]
}

/**
 * Builds the pipeline for a job, or an older schedule, that Meltano performs as a whole, including parts without an equivalent
 * here. Returns the reason if that is not possible.
 */
export function pipelineThroughMeltano(
  { place, env = {} }: { place: Place; env?: JsonObject },
  run: { args: string[]; blocks: readonly string[] },
  context: MeltanoJobs,
): WantedPipeline | string {
  const uses = new Set(run.blocks.map((block) => block.split(':')[0] ?? block))
  for (const plugin of context.plugins) if (run.blocks.includes(plugin.name)) uses.add(plugin.name)
  const used = withParents(context.plugins, uses)
  const missingNames = [...new Set(used.flatMap(({ missing }) => missing))]
  const passedOn = missingNames.filter((variable) => context.serverVariables.includes(variable))
  const filledIn = context.filledIn.filter((variable) =>
    used.some(({ env: ownEnv, setBy, missing: unset }) =>
      [...Object.keys(ownEnv), ...setBy, ...unset].includes(variable),
    ),
  )
  const missing = missingNames.filter(
    (variable) => !passedOn.includes(variable) && !filledIn.includes(variable),
  )
  const runner: MeltanoRun = {
    kind: 'meltano',
    project: context.folder,
    run: run.args,
    environment: context.environment,
    executable: null,
    env: {
      ...Object.fromEntries(passedOn.toSorted().map((variable) => [variable, `$${variable}`])),
      ...Object.fromEntries(
        filledIn.toSorted().map((variable) => [variable, escapeDollars(context.values[variable] ?? '')]),
      ),
      ...Object.fromEntries(Object.entries(env).map(([variable, value]) => [variable, variableText(value)])),
    },
    secretEnv: filledIn.toSorted(),
  }
  const parsed = runnerSchema.safeParse(runner)
  if (!parsed.success) return `It cannot be passed to Meltano: ${parsed.error.issues[0]?.message ?? ''}`
  return {
    ...emptyPipeline(place),
    runner,
    through: 'choice',
    missing,
    uses: used.map((plugin) => plugin.name),
    notes: [],
  }
}

/** Escapes dollar signs in a filled-in value, which are literal. */
const escapeDollars = (value: string): string => value.replaceAll(/\$(?=[A-Z{])/g, String.raw`\$`)

/** Returns the runner that our export annotated on a job; undefined if there is none. */
export function annotatedRunner({ annotations }: Pick<ProjectJob, 'annotations'>): MeltanoRun | undefined {
  const own = annotations['flx']
  const { data } = runnerSchema.safeParse(isJsonObject(own) ? own['runner'] : undefined)
  return data?.kind === 'meltano' ? data : undefined
}

/** Builds a pipeline that an export annotated as performed by Meltano. */
export const annotatedPipeline = (place: Place, runner: MeltanoRun): WantedPipeline => ({
  ...emptyPipeline(place),
  runner,
  through: 'annotation',
  missing: [],
  uses: [],
  notes: [],
})

const emptyPipeline = (place: Place) => ({
  place,
  ...{ key: '', name: '' },
  ...{ extractor: '', mappers: [], loader: '', transform: '', config: {} },
  after: null,
  // Meltano keeps the state.
  stateId: null,
})

/** Lists the plugins together with those they inherit from. */
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
 * Leaves out plugins that only Meltano starts, unless they already exist here: they belong to the pipelines that Meltano
 * performs.
 */
export function withoutMeltanoPlugins(
  plugins: readonly WantedPlugin[],
  pipelines: readonly WantedPipeline[],
  serverPlugins: readonly { name: string; type: string }[],
): { plugins: WantedPlugin[]; others: OtherElement[] } {
  const names = (list: readonly WantedPipeline[]) =>
    new Set(
      list.flatMap(({ extractor, mappers, loader, transform, uses = [] }) => [
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
  const isLeftOut = (plugin: WantedPlugin): boolean =>
    ofMeltano.has(plugin.name) &&
    !needed.includes(plugin) &&
    !serverPlugins.some(({ name, type }) => name === plugin.name && type === plugin.type)
  return {
    plugins: plugins.filter((plugin) => !isLeftOut(plugin)),
    others: plugins.filter(isLeftOut).map(({ key, kind, name, place }) => ({
      ...{ key, kind, name, place, outcome: 'used' as const },
      reason: 'Meltano starts it, with the settings of the project: it is not set up here.',
    })),
  }
}

/** Converts a variable's value in a file to the text that Meltano passes to programs. */
export const variableText = (value: Json): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Lists jobs with tasks, and schedules that name plugins: what Meltano can perform as a whole. */
export function runnableIn({ jobs, schedules }: MeltanoProject): RunnableJob[] {
  const names = new Set(jobs.map(({ name }) => name))
  return [
    ...jobs.flatMap(({ name, place, tasks }) => {
      const texts = tasks.flatMap(({ blocks }) => (blocks.length === 0 ? [] : [blocks.join(' ')]))
      return texts.length === 0 ? [] : [{ name, place, tasks: texts }]
    }),
    ...schedules.flatMap(({ name, place, action }) => {
      const task = 'job' in action ? action.job : `${action.extractor} ${action.loader}`
      return names.has(name) || !/\s/.test(task) ? [] : [{ name, place, tasks: [task] }]
    }),
  ]
}

/** Returns the tasks behind the arguments of `meltano run`, with job names expanded. */
export function tasksOf(args: readonly string[], jobs: readonly RunnableJob[]): string[] {
  const tasks: string[] = []
  let openTasks: string[] = []
  const flush = () => {
    if (openTasks.length > 0) tasks.push(openTasks.join(' '))
    openTasks = []
  }
  for (const name of blockNames(args)) {
    const job = jobs.find((candidate) => candidate.name === name)
    if (job === undefined) openTasks.push(name)
    else {
      flush()
      tasks.push(...job.tasks)
    }
  }
  flush()
  return tasks
}
