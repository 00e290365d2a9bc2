/** The key of every query about the OpenLineage connection. */
export const openLineageKey = ['openLineage'] as const
