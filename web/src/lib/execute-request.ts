/** Navigation state that makes a pipeline's page open its execute dialog at once. */
export const EXECUTE_REQUEST = { execute: true } as const

/** Reports whether the navigation asked to execute the pipeline. */
export const isExecuteRequested = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'execute' in state && state.execute === true
