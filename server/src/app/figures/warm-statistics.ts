import type { Clock } from '../../domain/core/ports.ts'
import { showStatistics } from './show-statistics.ts'

const WEEK = 7 * 86_400_000

/**
 * Computes the figures of a week once, after a start: the thread that reads, the calendar of the time zone and the plans
 * of the queries take ten times as long as the figures, and the first one who opens the dashboard need not wait for that.
 */
export async function warmStatistics(
  context: Parameters<typeof showStatistics>[0] & { clock: Clock },
): Promise<void> {
  const from = new Date(context.clock.now().getTime() - WEEK).toISOString()
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions()
  await showStatistics(context, { from, timezone })
}
