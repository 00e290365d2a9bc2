import type { Clock } from '../../domain/core/ports.ts'
import { showStatistics } from './show-statistics.ts'

const WEEK = 7 * 86_400_000

/**
 * Computes the figures of a week once after a start. Starting the read thread and loading the time zone's
 * calendar and the query plans takes ten times as long as the figures; the first visitor of the dashboard
 * need not wait for it.
 */
export async function warmStatistics(
  context: Parameters<typeof showStatistics>[0] & { clock: Clock },
): Promise<void> {
  const from = new Date(context.clock.now().getTime() - WEEK).toISOString()
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions()
  await showStatistics(context, { from, timezone })
}
