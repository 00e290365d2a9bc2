/** The key of every query about nodes. */
export const nodesKey = ['nodes'] as const
