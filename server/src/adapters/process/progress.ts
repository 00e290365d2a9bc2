import type { StreamCount } from '@flx/shared/execution'

import type { LineScanner } from './line-scanner.ts'

const INTERVAL_MS = 250

export interface ProgressTotals {
  counts: StreamCount[]
  recordsProcessed: number
}

/** Tells the counts at most four times a second while they change, and once more at the end. */
export function followProgress(
  scanner: LineScanner,
  listener: (counts: StreamCount[], recordsProcessed: number) => void,
): { stop(): ProgressTotals } {
  let told = ''
  const read = (): ProgressTotals => {
    const counts = scanner.counts()
    return { counts, recordsProcessed: counts.reduce((sum, { records }) => sum + records, 0) }
  }
  const timer = setInterval(() => {
    const { counts, recordsProcessed } = read()
    const now = counts.map(({ records, batches }) => `${records}/${batches}`).join()
    if (now === told) return
    told = now
    listener(counts, recordsProcessed)
  }, INTERVAL_MS)
  return {
    stop() {
      clearInterval(timer)
      const totals = read()
      listener(totals.counts, totals.recordsProcessed)
      return totals
    },
  }
}
