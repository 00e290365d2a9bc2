import { setTimeout as wait } from 'node:timers/promises'

import { UsageError, type Settings } from '../cli.ts'

/** Pauses per second: often enough that records flow steadily, rarely enough to cost nothing. */
const STEPS = 10
const REPORT_SECONDS = 5

/** Called with the count after each record; returns what to wait for, or nothing. */
export type Pace = (count: number) => Promise<void> | undefined

/** Limits records to the setting `records_per_second`. Throws UsageError for anything but a whole number from 1. */
export function paceOf(settings: Settings, report: (seconds: number) => void): Pace | undefined {
  const rate = settings['records_per_second']
  if (rate === undefined || rate === null) return undefined
  if (typeof rate !== 'number' || !Number.isInteger(rate) || rate < 1) {
    throw new UsageError('The setting "records_per_second" must be a whole number of 1 or more.')
  }
  const step = Math.max(1, Math.floor(rate / STEPS))
  const began = performance.now()
  let reported = 0
  return (count) => {
    if (count % step !== 0) return undefined
    const due = (count / rate) * 1000
    const passed = Math.floor((performance.now() - began) / 1000 / REPORT_SECONDS)
    if (passed > reported) {
      reported = passed
      report(passed * REPORT_SECONDS)
    }
    const early = due - (performance.now() - began)
    return early > 0 ? wait(early).then(() => undefined) : undefined
  }
}
