/** The root key of template queries. It has its own file because the live updates of every page need it. */
export const templatesKey = ['templates'] as const

/** The key of a pipeline's link to its template. */
export const templateOfKey = (pipelineId: string) => [...templatesKey, 'of-pipeline', pipelineId] as const
