import * as z from 'zod'

/** More templates than this are not kept. */
export const MOST_TEMPLATES = 1000

/** How the document of a pipeline refers to its template; what else the document says is its own. */
export const describedTemplateSchema = z.strictObject({
  name: z.string().trim().min(1, 'Enter the name of a template.').max(100),
  /** By the names of parameters. Secrets are left out of exports; without one the stored value stays. */
  parameters: z
    .record(z.string().max(63), z.union([z.string().max(10_000), z.number(), z.boolean()]))
    .default({}),
})
export type DescribedTemplate = z.output<typeof describedTemplateSchema>
