/** Totals of an execution; the page keeps these fresh without a schema. */
export const EXECUTION_TOTALS = ['recordsProcessed', 'bytesTransferred'] as const
export type ExecutionTotal = (typeof EXECUTION_TOTALS)[number]
export type ExecutionTotals = Record<ExecutionTotal, number>

/** How the counts of an execution are known: counted on their way, reported by plugins that another program started, or not. */
export type KnownCounts = 'counted' | 'reported' | 'unknown'

/** Totals as they are shown: null is what is not known. */
export type KnownTotals = Record<ExecutionTotal, number | null>

/** What is known of totals: who reports records says nothing of bytes. */
export const knownTotals = (
  { recordsProcessed, bytesTransferred }: ExecutionTotals,
  counts: KnownCounts,
): KnownTotals => ({
  recordsProcessed: counts === 'unknown' ? null : recordsProcessed,
  bytesTransferred: counts === 'counted' ? bytesTransferred : null,
})
