import { isThroughMeltano } from '@flx/shared/projects/through-meltano'

import { scheduleProblem } from '../../../schedules/schedule.ts'
import type { Place } from '../../parts.ts'
import type { MeltanoProject, ProjectJob, ProjectSchedule } from '../../project.ts'
import type { Block, JobContext, RepresentedJobs } from './job-blocks.ts'
import { annotatedPipeline, annotatedRunner, pipelineThroughMeltano } from '../../run/job-through-meltano.ts'
import { addScheduleEnv, addEnv } from './job-variables.ts'
import { isDbtCommand } from '../plugins/plugin-kinds.ts'
import { nameIn } from './pipeline-names.ts'
import type { OtherElement, WantedPipeline } from '../represented.ts'

/** Converts jobs and older schedules to pipelines, and reports the parts that have no equivalent here. */
export function representJobs(project: MeltanoProject, around: JobContext): RepresentedJobs {
  const found: RepresentedJobs = { pipelines: [], others: [], taken: new Set() }
  const firsts = new Map<string, WantedPipeline | null>()
  for (const job of project.jobs) firsts.set(job.name, representJob(job, around, found))
  for (const schedule of project.schedules) representSchedule(project, schedule, firsts, around, found)
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

function representJob(job: ProjectJob, around: JobContext, found: RepresentedJobs): WantedPipeline | null {
  const byMeltano = jobByMeltano(job, around)
  if (byMeltano !== null) return meltanoJob(job, byMeltano, found)
  const sets: LoadSet[] = []
  const leftOut = (task: number, block: string, place: Place, reason: string) =>
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
      const reason = takeBlock(sets, name, place, around)
      if (reason !== null) leftOut(task, name, place, reason)
    }
  }
  const pipelines = sets.flatMap((set): WantedPipeline[] => {
    const why = brokenBecause(set)
    if (why === null) return [pipelineOf(set, around)]
    const name = `${set.extractor}${set.loader === null ? '' : ` ${set.loader}`}`
    leftOut(sets.indexOf(set), name, set.place, why)
    return []
  })
  nameChain(job.name, pipelines, found)
  addEnv(`jobs/${job.name}`, job, pipelines, around, found)
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
function takeBlock(sets: LoadSet[], text: string, place: Place, around: JobContext): string | null {
  const [name = text, command] = text.split(/:(.*)/s)
  const block = around.blocks.get(text) ?? around.blocks.get(name)
  const last = sets.at(-1)
  const open = last?.loader === null ? last : undefined
  if (block === undefined) {
    const reason = around.jobs.has(text)
      ? `"${text}" is a job, and a job cannot contain jobs here. List its tasks instead.`
      : `No plugin of the project is named "${name}".`
    open?.broken.push(reason)
    return reason
  }
  if (block.role === 'extractor') {
    if (open !== undefined) open.broken.push('No loader follows its extractor.')
    sets.push({ extractor: name, mappers: [], loader: null, transform: '', place, broken: [], notes: [] })
    noteLeftOut(sets.at(-1), name, block)
    return null
  }
  if (block.role === 'mapping' || block.role === 'loader') {
    if (open === undefined) return 'No extractor comes before it.'
    if (block.role === 'loader') open.loader = name
    else open.mappers.push(name)
    noteLeftOut(open, name, block)
    return null
  }
  if (block.role === 'mapper') {
    open?.broken.push(`"${name}" is a mapper: a job names one of its mappings.`)
    return 'It is a mapper: a job names one of its mappings.'
  }
  if (block.role === 'dbt') return takeDbt(last, name, command ?? 'run', block)
  return 'It is not executed here: a pipeline extracts, loads and transforms by dbt. Keep it in Meltano.'
}

function noteLeftOut(set: LoadSet | undefined, name: string, { leftOut }: Block): void {
  if (leftOut !== undefined) set?.broken.push(`It needs ${name}, which is left out.`)
}

function takeDbt(set: LoadSet | undefined, name: string, command: string, block: Block): string | null {
  if (command === 'deps' || command === 'clean') {
    set?.notes.push(`${name}:${command} is left to the transform, which installs the packages it needs.`)
    return set === undefined ? 'Nothing is loaded before it.' : null
  }
  if (set === undefined || set.loader === null) {
    return 'Nothing is loaded before it: a pipeline here extracts and loads first.'
  }
  if (block.leftOut !== undefined) return `It needs ${name}, which is left out.`
  if (set.transform === '') {
    set.transform = `${name}:${command}`
    if (!isDbtCommand(command, block)) {
      set.notes.push(`No file of the project defines ${name}:${command}: dbt is started with "${command}".`)
    }
    return null
  }
  return `A pipeline has one transform, which is ${set.transform}. ${name}:build executes models and tests in one.`
}

const brokenBecause = ({ broken, loader }: LoadSet): string | null =>
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
  const times = new Map<string, number>()
  for (const [index, pipeline] of pipelines.entries()) {
    const pair = `${pipeline.extractor} to ${pipeline.loader}`
    const time = (times.get(pair) ?? 0) + 1
    times.set(pair, time)
    const part = time === 1 ? pair : `${pair} ${time}`
    nameIn(found, pipeline, pipelines.length === 1 ? [job] : [job, part])
    pipeline.after = index === 0 ? null : (pipelines[index - 1]?.name ?? null)
  }
}

function representSchedule(
  project: MeltanoProject,
  schedule: ProjectSchedule,
  firsts: ReadonlyMap<string, WantedPipeline | null>,
  around: JobContext,
  found: RepresentedJobs,
): void {
  const key = `schedules/${schedule.name}`
  const report = (outcome: OtherElement['outcome'], reason: string) =>
    found.others.push({ key, kind: 'schedule', name: schedule.name, place: schedule.place, outcome, reason })
  const target = pipelineFor(project, schedule, firsts, around, found)
  if (typeof target === 'string') return void report('left-out', target)
  const text = schedule.interval?.trim() ?? ''
  const never = /^@(?:once|manual|none)$/i.test(text)
  addScheduleEnv(key, schedule, target, around, found)
  if (text === '' || never) {
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
  { name, place, does }: ProjectSchedule,
  firsts: ReadonlyMap<string, WantedPipeline | null>,
  around: JobContext,
  found: RepresentedJobs,
): WantedPipeline | string {
  if ('job' in does) {
    const first = firsts.get(does.job)
    if (first === null) return `The job "${does.job}" is left out.`
    if (first !== undefined) return first
    if (!/\s/.test(does.job)) return `No job of the project is named "${does.job}".`
    const blocks = does.job.split(/\s+/)
    if (isThroughMeltano(around.meltano.jobs, name)) return scheduleByMeltano(blocks)
    const job: ProjectJob = { place, name, env: {}, annotations: {}, tasks: [{ place, blocks }] }
    return representJob(job, around, found) ?? `The job "${does.job}" is left out.`
  }
  if (does.transform === 'only') return 'It transforms only: a pipeline here extracts and loads first.'
  const dbt = project.plugins.find((plugin) => around.blocks.get(plugin.name)?.role === 'dbt')
  const withDbt = does.transform === 'run'
  const blocks = [does.extractor, does.loader, ...(withDbt ? [`${dbt?.name ?? 'dbt'}:run`] : [])]
  if (isThroughMeltano(around.meltano.jobs, name)) {
    const pipeline = scheduleByMeltano(blocks)
    if (typeof pipeline === 'string') return pipeline
    pipeline.notes.push(
      `meltano run keeps its state by extractor and loader, not by "${name}": it starts without the state of this schedule.`,
    )
    return pipeline
  }
  const sets: LoadSet[] = []
  for (const block of blocks) {
    const reason = takeBlock(sets, block, place, around)
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
  const why = set === undefined ? 'Nothing in it extracts and loads.' : brokenBecause(set)
  if (set === undefined || why !== null) return why ?? ''
  const pipeline = { ...pipelineOf(set, around), stateId: name }
  nameIn(found, pipeline, [name])
  found.pipelines.push(pipeline)
  return pipeline

  function scheduleByMeltano(args: string[]): WantedPipeline | string {
    const byMeltano = pipelineThroughMeltano({ place }, { args, blocks: args }, around.meltano)
    return typeof byMeltano === 'string' ? byMeltano : listed(found, byMeltano, name)
  }
}

function meltanoJob(
  { name, place }: ProjectJob,
  pipeline: WantedPipeline | string,
  found: RepresentedJobs,
): WantedPipeline | null {
  const isOne = typeof pipeline !== 'string'
  const of = { key: `jobs/${name}`, kind: 'job' as const, name, place }
  found.others.push(
    isOne
      ? { ...of, outcome: 'used', reason: 'One pipeline, which Meltano performs.' }
      : { ...of, outcome: 'left-out', reason: pipeline },
  )
  return isOne ? listed(found, pipeline, name) : null
}

function listed(found: RepresentedJobs, pipeline: WantedPipeline, name: string): WantedPipeline {
  nameIn(found, pipeline, [name])
  found.pipelines.push(pipeline)
  return pipeline
}
