import type { Runner } from '@flx/shared/pipelines/runner'

/** Returns the name of the parent job of a template's pipelines. The prefix keeps it apart from pipelines. */
export const templateJob = (template: string): string => `template/${template}`
export const meltanoJob = (project: string, job: string): string => `meltano/${project}/${job}`

/**
 * Returns the Meltano job from which a pipeline was made, given the key of its origin: `pipelines/JOB`, or `pipelines/JOB/TAP
 * to TARGET` for one of several pipelines of a job.
 */
export const jobOfOrigin = (key: string): string =>
  key.replace(/^pipelines\//, '').replace(/(.)\/[^/]+ to [^/]+$/, '$1')

/** Names the job that Meltano performs for a pipeline, by the project's folder; null if Meltano does not perform it. */
export const performedJob = (runner: Runner): string | null =>
  runner.kind === 'meltano'
    ? meltanoJob(runner.project?.split('/').at(-1) ?? 'project', runner.run.join(' '))
    : null
