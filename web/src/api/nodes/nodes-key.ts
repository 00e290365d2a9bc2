/** Of all that is known of nodes. */
export const nodesKey = ['nodes'] as const
