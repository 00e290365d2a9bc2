import { isThroughMeltano } from '@flx/shared/projects/through-meltano'

import { scheduleProblem } from '../../../schedules/schedule.ts'
import type { Place } from '../../parts.ts'
import type { MeltanoProject, ProjectJob, ProjectSchedule } from '../../project.ts'
import type { Block, JobContext, RepresentedJobs } from './job-blocks.ts'
import { annotatedPipeline, annotatedRunner, pipelineThroughMeltano } from '../../run/job-through-meltano.ts'
import { addScheduleEnv, addEnv } from './job-variables.ts'
import { isDbtCommand } from '../plugins/plugin-kinds.ts'
import { namePipeline } from './pipeline-names.ts'
import type { OtherElement, WantedPipeline } from '../represented.ts'

/** Converts jobs and older schedules to pipelines, and reports the parts that have no equivalent here. */
export function representJobs(project: MeltanoProject, context: JobContext): RepresentedJobs {
  const found: RepresentedJobs = { pipelines: [], others: [], usedNames: new Set() }
  const firstPipelines = new Map<string, WantedPipeline | null>()
  for (const job of project.jobs) firstPipelines.set(job.name, representJob(job, context, found))
  for (const schedule of project.schedules)
    representSchedule(project, schedule, firstPipelines, context, found)
  return found
}

/** An extractor with its mappings and loader, and the dbt command after the load. */
interface LoadSet {
  extractor: string
  mappers: string[]
  loader: string | null
  transform: string
  place: Place
  /** Why it cannot be a pipeline. */
  broken: string[]
  notes: string[]
}

function representJob(job: ProjectJob, context: JobContext, found: RepresentedJobs): WantedPipeline | null {
  const byMeltano = jobByMeltano(job, context)
  if (byMeltano !== null) return meltanoJob(job, byMeltano, found)
  const sets: LoadSet[] = []
  const reportLeftOut = (task: number, block: string, place: Place, reason: string) =>
    found.others.push({
      key: `jobs/${job.name}/${task}/${block}`,
      kind: 'job',
      name: `${job.name}: ${block}`,
      place,
      outcome: 'left-out',
      reason,
    })
  for (const [task, { blocks, place }] of job.tasks.entries()) {
    for (const name of blocks) {
      const reason = addBlock(sets, name, place, context)
      if (reason !== null) reportLeftOut(task, name, place, reason)
    }
  }
  const pipelines = sets.flatMap((set): WantedPipeline[] => {
    const reason = problemOf(set)
    if (reason === null) return [pipelineOf(set, context)]
    const name = `${set.extractor}${set.loader === null ? '' : ` ${set.loader}`}`
    reportLeftOut(sets.indexOf(set), name, set.place, reason)
    return []
  })
  nameChain(job.name, pipelines, found)
  addEnv(`jobs/${job.name}`, job, pipelines, context, found)
  found.pipelines.push(...pipelines)
  found.others.push({
    key: `jobs/${job.name}`,
    kind: 'job',
    name: job.name,
    place: job.place,
    ...summaryOf(job, pipelines),
  })
  return pipelines[0] ?? null
}

/**
 * Returns the pipeline of a job that Meltano performs, by a choice made here or by an export's annotation; null for all other
 * jobs.
 */
function jobByMeltano(job: ProjectJob, { meltano }: JobContext): WantedPipeline | string | null {
  const blocks = job.tasks.flatMap((task) => task.blocks)
  if (blocks.length === 0) return null
  if (isThroughMeltano(meltano.jobs, job.name)) {
    return pipelineThroughMeltano(job, { args: [job.name], blocks }, meltano)
  }
  const annotated = annotatedRunner(job)
  return annotated === undefined ? null : annotatedPipeline(job.place, annotated)
}

function summaryOf(
  job: ProjectJob,
  pipelines: readonly WantedPipeline[],
): Pick<OtherElement, 'outcome' | 'reason'> {
  if (job.tasks.every(({ blocks }) => blocks.length === 0)) {
    return { outcome: 'left-out', reason: 'It has no tasks.' }
  }
  if (pipelines.length === 0) {
    return {
      outcome: 'left-out',
      reason: 'A pipeline here extracts and loads, and nothing in this job does. Keep it in Meltano.',
    }
  }
  return {
    outcome: 'used',
    reason: pipelines.length === 1 ? 'One pipeline.' : `${pipelines.length} pipelines, one after another.`,
  }
}

/** Adds a block to the sets before it. Returns why it has no place, null if it has one. */
function addBlock(sets: LoadSet[], text: string, place: Place, context: JobContext): string | null {
  const [name = text, command] = text.split(/:(.*)/s)
  const block = context.blocks.get(text) ?? context.blocks.get(name)
  const last = sets.at(-1)
  const openSet = last?.loader === null ? last : undefined
  if (block === undefined) {
    const reason = context.jobs.has(text)
      ? `"${text}" is a job, and a job cannot contain jobs here. List its tasks instead.`
      : `No plugin of the project is named "${name}".`
    openSet?.broken.push(reason)
    return reason
  }
  if (block.role === 'extractor') {
    if (openSet !== undefined) openSet.broken.push('No loader follows its extractor.')
    sets.push({ extractor: name, mappers: [], loader: null, transform: '', place, broken: [], notes: [] })
    noteLeftOut(sets.at(-1), name, block)
    return null
  }
  if (block.role === 'mapping' || block.role === 'loader') {
    if (openSet === undefined) return 'No extractor comes before it.'
    if (block.role === 'loader') openSet.loader = name
    else openSet.mappers.push(name)
    noteLeftOut(openSet, name, block)
    return null
  }
  if (block.role === 'mapper') {
    openSet?.broken.push(`"${name}" is a mapper: a job names one of its mappings.`)
    return 'It is a mapper: a job names one of its mappings.'
  }
  if (block.role === 'dbt') return addDbt(last, name, command ?? 'run', block)
  return 'It is not executed here: a pipeline extracts, loads and transforms by dbt. Keep it in Meltano.'
}

function noteLeftOut(set: LoadSet | undefined, name: string, { leftOut }: Block): void {
  if (leftOut !== undefined) set?.broken.push(`It needs ${name}, which is skipped.`)
}

function addDbt(set: LoadSet | undefined, name: string, command: string, block: Block): string | null {
  if (command === 'deps' || command === 'clean') {
    set?.notes.push(`${name}:${command} is left to the transform, which installs the packages it needs.`)
    return set === undefined ? 'Nothing is loaded before it.' : null
  }
  if (set === undefined || set.loader === null) {
    return 'Nothing is loaded before it: a pipeline here extracts and loads first.'
  }
  if (block.leftOut !== undefined) return `It needs ${name}, which is skipped.`
  if (set.transform === '') {
    set.transform = `${name}:${command}`
    if (!isDbtCommand(command, block)) {
      set.notes.push(`No file of the project defines ${name}:${command}: dbt is started with "${command}".`)
    }
    return null
  }
  return `A pipeline has one transform, which is ${set.transform}. ${name}:build executes models and tests in one.`
}

const problemOf = ({ broken, loader }: LoadSet): string | null =>
  broken[0] ?? (loader === null ? 'No loader follows its extractor.' : null)

function pipelineOf(set: LoadSet, { environment, suffix }: JobContext): WantedPipeline {
  const loader = set.loader ?? ''
  const state = `${environment ?? ''}:${set.extractor}-to-${loader}`
  return {
    key: '',
    place: set.place,
    name: '',
    extractor: set.extractor,
    mappers: set.mappers,
    loader,
    transform: set.transform,
    after: null,
    config: {},
    stateId: environment === null ? null : suffix === null ? state : `${state}:${suffix}`,
    notes: set.notes,
  }
}

/**
 * Names the pipelines of a job: a single one gets the job's name; several are named after what they do, and each starts after
 * the previous one.
 */
function nameChain(job: string, pipelines: readonly WantedPipeline[], found: RepresentedJobs): void {
  const counts = new Map<string, number>()
  for (const [index, pipeline] of pipelines.entries()) {
    const pair = `${pipeline.extractor} to ${pipeline.loader}`
    const count = (counts.get(pair) ?? 0) + 1
    counts.set(pair, count)
    const part = count === 1 ? pair : `${pair} ${count}`
    namePipeline(found, pipeline, pipelines.length === 1 ? [job] : [job, part])
    pipeline.after = index === 0 ? null : (pipelines[index - 1]?.name ?? null)
  }
}

function representSchedule(
  project: MeltanoProject,
  schedule: ProjectSchedule,
  firstPipelines: ReadonlyMap<string, WantedPipeline | null>,
  context: JobContext,
  found: RepresentedJobs,
): void {
  const key = `schedules/${schedule.name}`
  const report = (outcome: OtherElement['outcome'], reason: string) =>
    found.others.push({ key, kind: 'schedule', name: schedule.name, place: schedule.place, outcome, reason })
  const target = pipelineFor(project, schedule, firstPipelines, context, found)
  if (typeof target === 'string') return void report('left-out', target)
  const text = schedule.interval?.trim() ?? ''
  const isManual = /^@(?:once|manual|none)$/i.test(text)
  addScheduleEnv(key, schedule, target, context, found)
  if (text === '' || isManual) {
    return void report(
      'left-out',
      `${text === '' ? 'Without an interval it' : text} has no next run. Execute the pipeline manually instead.`,
    )
  }
  const problem = scheduleProblem(text)
  if (problem !== null) return void report('left-out', problem)
  if (target.schedule !== undefined) {
    return void report('left-out', `"${target.name}" already has a schedule, and a pipeline has only one.`)
  }
  target.schedule = text
  target.scheduleKey = key
  const start =
    schedule.startDate === null ? '' : ' Its start date is not used: earlier runs are not caught up.'
  report('used', `The schedule of "${target.name}", in the time zone of the pipeline.${start}`)
}

/** Returns the pipeline that a schedule starts, or why there is none. */
function pipelineFor(
  project: MeltanoProject,
  { name, place, action }: ProjectSchedule,
  firstPipelines: ReadonlyMap<string, WantedPipeline | null>,
  context: JobContext,
  found: RepresentedJobs,
): WantedPipeline | string {
  if ('job' in action) {
    const first = firstPipelines.get(action.job)
    if (first === null) return `The job "${action.job}" is skipped.`
    if (first !== undefined) return first
    if (!/\s/.test(action.job)) return `No job of the project is named "${action.job}".`
    const blocks = action.job.split(/\s+/)
    if (isThroughMeltano(context.meltano.jobs, name)) return scheduleByMeltano(blocks)
    const job: ProjectJob = { place, name, env: {}, annotations: {}, tasks: [{ place, blocks }] }
    return representJob(job, context, found) ?? `The job "${action.job}" is skipped.`
  }
  if (action.transform === 'only') return 'It transforms only: a pipeline here extracts and loads first.'
  const dbt = project.plugins.find((plugin) => context.blocks.get(plugin.name)?.role === 'dbt')
  const withDbt = action.transform === 'run'
  const blocks = [action.extractor, action.loader, ...(withDbt ? [`${dbt?.name ?? 'dbt'}:run`] : [])]
  if (isThroughMeltano(context.meltano.jobs, name)) {
    const pipeline = scheduleByMeltano(blocks)
    if (typeof pipeline === 'string') return pipeline
    pipeline.notes.push(
      `meltano run keeps its state by extractor and loader, not by "${name}": it starts without the state of this schedule.`,
    )
    return pipeline
  }
  const sets: LoadSet[] = []
  for (const block of blocks) {
    const reason = addBlock(sets, block, place, context)
    if (reason !== null && block === blocks[2]) {
      const element = {
        key: `schedules/${name}/transform`,
        kind: 'schedule' as const,
        name: `${name}: transform`,
      }
      found.others.push({ ...element, place, outcome: 'left-out', reason })
    } else if (reason !== null) return reason
  }
  const [set] = sets
  const reason = set === undefined ? 'Nothing in it extracts and loads.' : problemOf(set)
  if (set === undefined || reason !== null) return reason ?? ''
  const pipeline = { ...pipelineOf(set, context), stateId: name }
  namePipeline(found, pipeline, [name])
  found.pipelines.push(pipeline)
  return pipeline

  function scheduleByMeltano(args: string[]): WantedPipeline | string {
    const byMeltano = pipelineThroughMeltano({ place }, { args, blocks: args }, context.meltano)
    return typeof byMeltano === 'string' ? byMeltano : addPipeline(found, byMeltano, name)
  }
}

function meltanoJob(
  { name, place }: ProjectJob,
  pipeline: WantedPipeline | string,
  found: RepresentedJobs,
): WantedPipeline | null {
  const isPipeline = typeof pipeline !== 'string'
  const element = { key: `jobs/${name}`, kind: 'job' as const, name, place }
  found.others.push(
    isPipeline
      ? { ...element, outcome: 'used', reason: 'One pipeline, which Meltano runs.' }
      : { ...element, outcome: 'left-out', reason: pipeline },
  )
  return isPipeline ? addPipeline(found, pipeline, name) : null
}

function addPipeline(found: RepresentedJobs, pipeline: WantedPipeline, name: string): WantedPipeline {
  namePipeline(found, pipeline, [name])
  found.pipelines.push(pipeline)
  return pipeline
}
