/**
 * The key of the comparisons of runners. It has its own file so that the live updates of every page do not
 * load the code that makes them.
 */
export const runnersKey = ['runners'] as const
