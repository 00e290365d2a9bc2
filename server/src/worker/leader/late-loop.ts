import { checkLateSchedules, type LateContext } from '../../app/alerts/late-alerts.ts'
import { checkBurnRates, type BurnRateContext } from '../../app/alerts/burn-rate-alerts.ts'
import { createRunningCheck, type UnusualContext } from '../../app/alerts/unusual-alerts.ts'
import { checkStalePipelines, type StaleContext } from '../../app/alerts/stale-alerts.ts'
import type { Log } from '../../domain/core/log.ts'
import { startTimerLoop } from '../timer-loop.ts'

/** The longest delay until a late schedule or stale data is noticed. */
const CHECK_MS = 10_000
/** Most budgets recalculated per round: at midnight (UTC) all of them are due. */
const BUDGETS_AT_ONCE = 200

/**
 * Finds schedules that did not fire. The first round runs at startup, so that ticks missed while the server was off are
 * reported before they are caught up. Also finds pipelines with stale data, objectives at risk and executions that run longer
 * than usual, and updates the remaining budgets as time passes.
 */
export async function startLateLoop(
  context: LateContext & StaleContext & BurnRateContext & UnusualContext & { log: Log },
  { checkMs = CHECK_MS }: { checkMs?: number } = {},
): Promise<AsyncDisposable> {
  const checkRunning = createRunningCheck(context)
  const loop = startTimerLoop({
    log: context.log,
    failure: 'Could not check for late schedules, old data and objectives; retrying',
    pauseMs: checkMs,
    round: async () => {
      await checkLateSchedules(context)
      await checkStalePipelines(context)
      await context.objectives.keepBudgets(context.clock.now().toISOString(), BUDGETS_AT_ONCE)
      await checkBurnRates(context)
      await checkRunning()
    },
  })
  await loop.first
  return loop
}
