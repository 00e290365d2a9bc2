import { isThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { Place } from '../../parts.ts'
import type { ProjectJob } from '../../project.ts'
import { annotatedPipeline, annotatedRunner, pipelineThroughMeltano } from '../../run/job-through-meltano.ts'
import type { OtherElement, WantedPipeline } from '../represented.ts'
import type { JobContext, RepresentedJobs } from './job-blocks.ts'
import { addEnv } from './job-variables.ts'
import { addBlock, pipelineOf, problemOf, type LoadSet } from './load-set.ts'
import { namePipeline } from './pipeline-names.ts'

/** Converts a job, and reports its parts that have no equivalent here. Returns its first pipeline, null if it has none. */
export function representJob(
  job: ProjectJob,
  context: JobContext,
  found: RepresentedJobs,
): WantedPipeline | null {
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

/** Adds a pipeline under a name. */
export function addPipeline(found: RepresentedJobs, pipeline: WantedPipeline, name: string): WantedPipeline {
  namePipeline(found, pipeline, [name])
  found.pipelines.push(pipeline)
  return pipeline
}
