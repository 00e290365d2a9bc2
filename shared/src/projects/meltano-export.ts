import * as z from 'zod'

import { pipelineExportQuerySchema } from '../pipelines/pipeline-document.ts'

/** Maximum number of pipelines written to one project. */
export const MAX_EXPORTED = 2000

export const meltanoExportQuerySchema = pipelineExportQuerySchema.extend({
  /** The environment of the project; Meltano keeps no state without one. */
  environment: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][\w-]*$/, 'Use letters, digits, "_" and "-", starting with a letter or digit.')
    .default('prod'),
  /** Includes plugins that no pipeline of the export uses. */
  allPlugins: z.stringbool().optional(),
})
export type MeltanoExportQuery = z.output<typeof meltanoExportQuerySchema>

/** A Meltano project. Secrets are references to variables, whose names `.env.example` lists. */
export const meltanoExportSchema = z.object({
  /** `meltano.yml` and `.env.example`. */
  files: z.array(z.object({ path: z.string(), text: z.string() })),
  /** Features that a project cannot express, by plugin or pipeline; comments in the file repeat them. */
  notes: z.array(z.object({ about: z.string(), message: z.string() })),
})
export type MeltanoExport = z.infer<typeof meltanoExportSchema>
