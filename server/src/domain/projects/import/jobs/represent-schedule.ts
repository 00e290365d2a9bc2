import { isThroughMeltano } from '@flx/shared/projects/through-meltano'

import { scheduleProblem } from '../../../schedules/schedule.ts'
import type { MeltanoProject, ProjectJob, ProjectSchedule } from '../../project.ts'
import { pipelineThroughMeltano } from '../../run/job-through-meltano.ts'
import type { OtherElement, WantedPipeline } from '../represented.ts'
import type { JobContext, RepresentedJobs } from './job-blocks.ts'
import { addScheduleEnv } from './job-variables.ts'
import { addBlock, pipelineOf, problemOf, type LoadSet } from './load-set.ts'
import { namePipeline } from './pipeline-names.ts'
import { addPipeline, representJob } from './represent-job.ts'

/** Gives a pipeline its schedule, or reports why there is none. Creates the pipeline of an older schedule without a job. */
export function representSchedule(
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
