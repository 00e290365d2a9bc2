import type { Runner } from '@flx/shared/pipelines/runner'

/** Names of the jobs that stand above pipelines. They are no pipelines: the prefix keeps them apart. */
export const templateJob = (template: string): string => `template/${template}`
export const meltanoJob = (project: string, job: string): string => `meltano/${project}/${job}`

/**
 * The job of a Meltano project that a pipeline was made from, by the key of its origin: `pipelines/JOB`, and for one of
 * several pipelines of a job `pipelines/JOB/TAP to TARGET`.
 */
export const jobOfOrigin = (key: string): string =>
  key.replace(/^pipelines\//, '').replace(/(.)\/[^/]+ to [^/]+$/, '$1')

/** What Meltano performs of a pipeline, by its folder; null for one that it does not perform. */
export const performedJob = (runner: Runner): string | null =>
  runner.kind === 'meltano'
    ? meltanoJob(runner.project?.split('/').at(-1) ?? 'project', runner.run.join(' '))
    : null
