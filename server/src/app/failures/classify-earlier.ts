import type { AppContext } from '../core/context.ts'

const DAY_MS = 86_400_000
/** Days before the start for which failures of an earlier version get causes. */
const DAYS = 30

/** Assigns causes to failures of an earlier version, once, before executions continue. */
export async function classifyEarlierFailures({
  failures,
  clock,
  log,
}: Pick<AppContext, 'failures' | 'clock' | 'log'>): Promise<void> {
  if (!(await failures.needsRebuild())) return
  const from = new Date(clock.now().getTime() - DAYS * DAY_MS).toISOString()
  const count = await failures.rebuild(from)
  if (count > 0) log.info({ count }, 'Grouped earlier failures by cause')
}
