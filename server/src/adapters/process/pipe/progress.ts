import type { StreamCount } from '@flx/shared/executions/execution'

import type { LineScanner } from './line-scanner.ts'

const INTERVAL_MS = 250

/** Reports the counts at most four times a second while they change, and once more at the end. */
export function followProgress(
  scanner: LineScanner,
  listener: (counts: StreamCount[]) => void,
): { stop(): StreamCount[] } {
  let reported = ''
  const timer = setInterval(() => {
    const counts = scanner.counts()
    const now = counts.map(({ records, batches }) => `${records}/${batches}`).join()
    if (now === reported) return
    reported = now
    listener(counts)
  }, INTERVAL_MS)
  return {
    stop() {
      clearInterval(timer)
      const counts = scanner.counts()
      listener(counts)
      return counts
    },
  }
}
