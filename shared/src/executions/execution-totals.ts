/** Totals of an execution; the page keeps these fresh without a schema. */
export const EXECUTION_TOTALS = ['recordsProcessed', 'bytesTransferred'] as const
export type ExecutionTotal = (typeof EXECUTION_TOTALS)[number]
export type ExecutionTotals = Record<ExecutionTotal, number>
