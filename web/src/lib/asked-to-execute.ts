/** State of a navigation to a pipeline that shall be executed: its page asks at once. */
export const ASK_TO_EXECUTE = { execute: true } as const

/** Whether the navigation asked for it. */
export const asksToExecute = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'execute' in state && state.execute === true
