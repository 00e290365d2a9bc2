import * as z from 'zod'

import { pipelineExportQuerySchema } from '../pipelines/pipeline-document.ts'

/** More pipelines are not written into one project. */
export const MOST_EXPORTED = 2000

export const meltanoExportQuerySchema = pipelineExportQuerySchema.extend({
  /** The environment of the project; Meltano keeps no state without one. */
  environment: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][\w-]*$/, 'Use letters, digits, "_" and "-", starting with a letter or digit.')
    .default('prod'),
  /** Also those plugins that no pipeline of the export uses. */
  allPlugins: z.stringbool().optional(),
})
export type MeltanoExportQuery = z.output<typeof meltanoExportQuerySchema>

/** A Meltano project. Secrets are references to variables; `.env.example` has their names. */
export const meltanoExportSchema = z.object({
  /** `meltano.yml` and `.env.example`. */
  files: z.array(z.object({ path: z.string(), text: z.string() })),
  /** What a project cannot say, by plugin or pipeline; comments in the file say it, too. */
  notes: z.array(z.object({ about: z.string(), message: z.string() })),
})
export type MeltanoExport = z.infer<typeof meltanoExportSchema>
