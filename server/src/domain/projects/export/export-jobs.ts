import type { JsonObject } from '@flx/shared/json/json'
import { describedPipelineSchema } from '@flx/shared/pipelines/pipeline-document'

import { withoutEmpty, notesAbout, type Entry } from './export-plugin.ts'
import type { ProjectEntries } from './project-entries.ts'
import type { ExportedPipeline, ExportNote } from './exported.ts'

interface Exported {
  jobs: Entry[]
  schedules: Entry[]
  notes: ExportNote[]
}

/** A pipeline and the job it becomes. */
interface Job {
  pipeline: ExportedPipeline
  name: string
  tasks: string[]
  notes: string[]
}

/**
 * Writes pipelines as jobs and schedules. A pipeline that others start after gets a second job, which covers the whole chain.
 */
export function exportJobs(pipelines: readonly ExportedPipeline[], project: ProjectEntries): Exported {
  const jobs = sortByPredecessor(pipelines).map((pipeline) => jobOf(pipeline, project))
  const chains = new Map(
    jobs.flatMap((job) => {
      const all = followersOf(job, jobs)
      return all.length === 1
        ? []
        : [[job, { name: project.freeName(`${job.name}--and-after`), all }] as const]
    }),
  )
  const entries = jobs.map((job): Entry => {
    const { name, tasks, notes } = job
    return { value: withoutEmpty({ name, tasks, annotations: ownFields(job, pipelines) }), notes }
  })
  for (const { name, all } of chains.values()) {
    const tasks = all.flatMap((job) => job.tasks)
    entries.push({ value: { name, tasks, annotations: { flx: { chain: all[0]?.name ?? '' } } }, notes: [] })
  }
  const schedules = jobs.flatMap((job): Entry[] => {
    const { schedule, isActive } = job.pipeline
    if (schedule === '' || !isActive) return []
    const jobName = chains.get(job)?.name ?? job.name
    return [{ value: { name: job.name, interval: schedule, job: jobName }, notes: [] }]
  })
  return {
    jobs: entries,
    schedules,
    notes: jobs.flatMap(({ pipeline, notes }) => notesAbout(pipeline.name, notes)),
  }
}

/** Sorts pipelines after those they start after: an import creates them in this order. */
function sortByPredecessor(pipelines: readonly ExportedPipeline[]): ExportedPipeline[] {
  const names = new Set(pipelines.map(({ name }) => name))
  const ordered = pipelines.filter(({ after }) => after === null || !names.has(after))
  const placed = new Set(ordered)
  for (const predecessor of ordered) {
    for (const next of pipelines) {
      if (next.after !== predecessor.name || placed.has(next)) continue
      placed.add(next)
      ordered.push(next)
    }
  }
  return ordered
}

function jobOf(pipeline: ExportedPipeline, project: ProjectEntries): Job {
  const name = project.freeName(pipeline.name)
  const { meltano } = pipeline
  if (meltano !== undefined) {
    for (const variable of meltano.secretEnv) project.needed.add(variable, pipeline.name)
    return {
      pipeline,
      name,
      tasks: meltano.tasks,
      notes: [...notesOn(pipeline), ...meltanoNotes(pipeline, meltano)],
    }
  }
  const blocks = pipeline.plugins.map(({ plugin, place, command }) => {
    const settings = { ...pipeline.config[plugin.name], ...pipeline.config[`${plugin.type}:${plugin.name}`] }
    const block = project.block({ name: pipeline.name, job: name }, plugin, settings)
    return place === 'transform' ? `${block}:${project.command(plugin, command)}` : block
  })
  return { pipeline, name, tasks: [blocks.join(' ')], notes: notesOn(pipeline) }
}

/** Notes about a pipeline that Meltano performs: what stays in its project. */
function meltanoNotes(
  { runner }: ExportedPipeline,
  { isWritten }: NonNullable<ExportedPipeline['meltano']>,
): string[] {
  if (runner.kind === 'own') return []
  const folder = runner.project ?? 'the followed project folder'
  return [
    `Meltano runs it here, in ${folder}. Its plugins are those of that project and are not exported.`,
    ...(isWritten ? [] : ['That project could not be read, so its jobs are named without their tasks.']),
  ]
}

/** Lists a pipeline and all that start after it, each behind its predecessor. */
function followersOf(job: Job, jobs: readonly Job[]): Job[] {
  const all = [job]
  for (const predecessor of all) {
    all.push(
      ...jobs.filter(
        (candidate) => candidate.pipeline.after === predecessor.pipeline.name && !all.includes(candidate),
      ),
    )
  }
  return all
}

/** Notes on features that Meltano lacks or treats differently. */
function notesOn({ schedule, timezone, isActive, after, ...rest }: ExportedPipeline): string[] {
  const missing = [
    ...(rest.retryAttempts > 0 ? ['retries'] : []),
    ...(rest.timeoutSeconds !== null || rest.silenceTimeoutSeconds !== null ? ['time limits'] : []),
    ...(rest.freshnessTargetSeconds === null ? [] : ['a freshness target']),
    ...(rest.successObjective === null && rest.freshnessObjective === null ? [] : ['objectives']),
  ]
  return [
    ...(schedule !== '' && isActive && timezone !== 'UTC'
      ? [`Its schedule is in ${timezone}. Meltano leaves the time zone to the program that starts it.`]
      : []),
    ...(schedule !== '' && !isActive ? ['It is inactive, so it gets no schedule.'] : []),
    ...(after === null ? [] : [`Here it starts after "${after}".`]),
    ...(missing.length === 0 ? [] : [`Meltano has no ${missing.join(' and no ')}.`]),
  ]
}

const MELTANO_FIELDS = new Set([
  'name',
  'extractor',
  'loader',
  'mappers',
  'transform',
  'config',
  'schedule',
  'after',
])

/** Returns the non-default fields for which Meltano has no key. */
function ownFields({ pipeline, name }: Job, all: readonly ExportedPipeline[]): JsonObject {
  const defaults = describedPipelineSchema.parse({
    name: 'usual',
    extractor: 'tap',
    loader: 'target',
  }) as unknown as JsonObject
  const { plugins, ...described } = pipeline
  const changed = Object.entries(described as unknown as JsonObject).filter(
    ([field, value]) =>
      Object.hasOwn(defaults, field) &&
      !MELTANO_FIELDS.has(field) &&
      JSON.stringify(value) !== JSON.stringify(defaults[field]),
  )
  const hasBareTransform = plugins.some(({ place, command }) => place === 'transform' && command === null)
  const fields: JsonObject = {
    ...(pipeline.name === name ? {} : { name: pipeline.name }),
    ...(hasBareTransform ? { transform: pipeline.transform } : {}),
    ...(pipeline.schedule !== '' && !pipeline.isActive ? { schedule: pipeline.schedule } : {}),
    ...(pipeline.after === null || !all.some((candidate) => candidate.name === pipeline.after)
      ? {}
      : { after: pipeline.after }),
    // Otherwise an import elsewhere would use that server's time zone.
    ...(pipeline.schedule === '' ? {} : { timezone: pipeline.timezone }),
    ...Object.fromEntries(changed),
  }
  return Object.keys(fields).length === 0 ? {} : { flx: fields }
}
