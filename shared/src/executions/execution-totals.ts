/** Totals of an execution, defined without a schema because the page updates them live. */
export const EXECUTION_TOTALS = ['recordsProcessed', 'bytesTransferred'] as const
export type ExecutionTotal = (typeof EXECUTION_TOTALS)[number]
export type ExecutionTotals = Record<ExecutionTotal, number>

/**
 * How the counts of an execution are known: counted in the pipe, reported by plugins that another program
 * started, or unknown.
 */
export type KnownCounts = 'counted' | 'reported' | 'unknown'

/** Totals to show; null for unknown. */
export type KnownTotals = Record<ExecutionTotal, number | null>

/** Returns the known totals: plugins that report records do not report bytes. */
export const knownTotals = (
  { recordsProcessed, bytesTransferred }: ExecutionTotals,
  counts: KnownCounts,
): KnownTotals => ({
  recordsProcessed: counts === 'unknown' ? null : recordsProcessed,
  bytesTransferred: counts === 'counted' ? bytesTransferred : null,
})
