import type { MeltanoProject } from '../../project.ts'
import type { WantedPipeline } from '../represented.ts'
import type { JobContext, RepresentedJobs } from './job-blocks.ts'
import { representJob } from './represent-job.ts'
import { representSchedule } from './represent-schedule.ts'

/** Converts jobs and older schedules to pipelines, and reports the parts that have no equivalent here. */
export function representJobs(project: MeltanoProject, context: JobContext): RepresentedJobs {
  const found: RepresentedJobs = { pipelines: [], others: [], usedNames: new Set() }
  const firstPipelines = new Map<string, WantedPipeline | null>()
  for (const job of project.jobs) firstPipelines.set(job.name, representJob(job, context, found))
  for (const schedule of project.schedules)
    representSchedule(project, schedule, firstPipelines, context, found)
  return found
}
