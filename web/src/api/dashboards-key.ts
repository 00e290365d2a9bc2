/**
 * The key of everything about personal and shared dashboards. It has its own file so that code that follows
 * events does not load their requests.
 */
export const dashboardsKey = ['dashboards'] as const
