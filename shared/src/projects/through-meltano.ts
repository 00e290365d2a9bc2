import * as z from 'zod'

import { projectFolderPath } from '../pipelines/runner.ts'

/** The parts of a project that Meltano performs instead of the built-in runner. Only administrators choose it. */
export const throughMeltanoSchema = z.strictObject({
  /** Names of jobs, and of schedules that name an extractor and a loader; `all` includes future ones. */
  jobs: z.union([z.literal('all'), z.array(z.string().min(1).max(255)).max(2000)]),
  /** The project folder on this server; null: the followed folder. */
  folder: projectFolderPath.nullable().default(null),
})
export type ThroughMeltano = z.output<typeof throughMeltanoSchema>

/** The empty choice: the built-in runner performs everything. */
export const NOTHING_THROUGH_MELTANO: ThroughMeltano = { jobs: [], folder: null }

/** Returns whether Meltano performs the job or schedule of that name. */
export const isThroughMeltano = (jobs: ThroughMeltano['jobs'], name: string): boolean =>
  jobs === 'all' || jobs.includes(name)
