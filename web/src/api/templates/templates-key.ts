/** The root of the queries about templates, in a file of its own: live updates know it on every page. */
export const templatesKey = ['templates'] as const

/** Of what a pipeline has of its template. */
export const templateOfKey = (pipelineId: string) => [...templatesKey, 'of-pipeline', pipelineId] as const
