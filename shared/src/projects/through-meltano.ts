import * as z from 'zod'

import { projectFolderPath } from '../pipelines/runner.ts'

/** What of a project Meltano performs here, instead of our own runner. Only administrators choose it. */
export const throughMeltanoSchema = z.strictObject({
  /** Names of jobs, and of schedules that name an extractor and a loader; `all`: also of those that come later. */
  jobs: z.union([z.literal('all'), z.array(z.string().min(1).max(255)).max(2000)]),
  /** The project on this server; null: the folder that the server follows. */
  folder: projectFolderPath.nullable().default(null),
})
export type ThroughMeltano = z.output<typeof throughMeltanoSchema>

/** Nothing: our own runner performs all of it. */
export const NOTHING_THROUGH_MELTANO: ThroughMeltano = { jobs: [], folder: null }

/** Whether Meltano performs the job, or schedule, of that name. */
export const isThroughMeltano = (jobs: ThroughMeltano['jobs'], name: string): boolean =>
  jobs === 'all' || jobs.includes(name)
