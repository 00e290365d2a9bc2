/** The comparisons of runners: kept apart, so that the live updates of every page do not load what makes them. */
export const runnersKey = ['runners'] as const
