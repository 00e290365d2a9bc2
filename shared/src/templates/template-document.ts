import * as z from 'zod'

/** Maximum number of templates. */
export const MAX_TEMPLATES = 1000

/** The reference of a pipeline's document to its template; other fields of the document are overrides. */
export const describedTemplateSchema = z.strictObject({
  name: z.string().trim().min(1, 'Enter the name of a template.').max(100),
  /** Values by parameter name. Exports omit secrets; an omitted secret keeps its stored value. */
  parameters: z
    .record(z.string().max(63), z.union([z.string().max(10_000), z.number(), z.boolean()]))
    .default({}),
})
export type DescribedTemplate = z.output<typeof describedTemplateSchema>
