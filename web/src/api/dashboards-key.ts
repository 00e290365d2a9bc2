/** Everything about dashboards of one's own; apart, so that what follows events need not load their requests. */
export const dashboardsKey = ['dashboards'] as const
