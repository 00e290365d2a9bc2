import type { ObjectiveFigures } from '@flx/shared/pipelines/objectives'

import type { AlertRuleRecord } from '../../domain/alerts/alert-store.ts'
import { formatDuration } from '@flx/shared/core/quantities'
import type { ObjectiveStore } from '../../domain/objectives/objective-store.ts'
import { measureObjectives, type Measured } from '../../domain/objectives/objectives.ts'
import { nowText } from '../core/context.ts'
import { runPeriodicCheck, type PeriodicContext, type PeriodicProblem } from './periodic-alerts.ts'

export type BurnRateContext = PeriodicContext & { objectives: ObjectiveStore }

interface BurnProblem extends PeriodicProblem {
  /** The objectives at risk, by the windows they were measured with. */
  measurements: Map<string, Measured[]>
}

/** Rules with the same windows (nearly always the defaults) share one measurement. */
const windowsKey = ({ burnWindows }: Pick<AlertRuleRecord, 'burnWindows'>): string =>
  JSON.stringify(burnWindows)

const measurementsFor = ({ measurements }: BurnProblem, rule: AlertRuleRecord): Measured[] =>
  measurements.get(windowsKey(rule)) ?? []

/** Number of pipelines measured at once. */
const AT_ONCE = 100

/**
 * Checks objectives whose error budget burns too fast or is spent, by the rules on `burn-rate`. An incident
 * opens when an objective is at risk and closes when the risk is over for good. Returns true if a message
 * might have to be sent.
 */
export function checkBurnRates(context: BurnRateContext): Promise<boolean> {
  return runPeriodicCheck<BurnProblem>(context, {
    condition: 'burn-rate',
    problems: (rules, limit) => pipelinesAtRisk(context, rules, limit),
    breaks: (rule, problem) => measurementsFor(problem, rule).length > 0,
    opens: (problem, rule) => measurementsFor(problem, rule).some(({ shouldOpen }) => shouldOpen),
    message: (problem, rule) =>
      measurementsFor(problem, rule)
        .filter(({ shouldOpen }) => shouldOpen)
        .map(({ figures }) => describeObjective(figures))
        .join(' '),
    recovery: () => Promise.resolve('Its objectives are no longer at risk.'),
    opened: {
      subject: (count) => `The error budgets of ${count} pipelines are burning too fast`,
      text: (names) => `Their objectives are at risk: ${names}.`,
      path: '/pipelines?view=fleet&sort=worst',
    },
    recovered: {
      subject: (count) => `The objectives of ${count} pipelines are no longer at risk`,
      text: (names) => `Pipelines: ${names}.`,
      path: '/pipelines?view=fleet',
    },
  })
}

/** Reads each pipeline once for all rules, and measures it once per distinct set of windows. */
async function pipelinesAtRisk(
  { objectives, ...context }: BurnRateContext,
  rules: readonly AlertRuleRecord[],
  limit: number,
): Promise<BurnProblem[]> {
  const now = nowText(context)
  const windows = new Map(rules.map((rule) => [windowsKey(rule), rule.burnWindows]))
  const problems: BurnProblem[] = []
  let after = ''
  for (let offset = 0; offset < limit; offset += AT_ONCE) {
    const ids = await objectives.atRisk(now, after, AT_ONCE)
    for (const { id, name, record, counts } of await objectives.of(ids, now)) {
      const measurements = new Map<string, Measured[]>()
      for (const [key, burnWindows] of windows) {
        const atRisk = measureObjectives(record, counts, Date.parse(now), burnWindows).filter(
          ({ staysOpen }) => staysOpen,
        )
        if (atRisk.length > 0) measurements.set(key, atRisk)
      }
      if (measurements.size > 0) problems.push({ pipelineId: id, pipelineName: name, measurements })
    }
    after = ids.at(-1) ?? ''
    if (ids.length < AT_ONCE) break
  }
  return problems
}

/** Describes what is wrong with an objective. */
function describeObjective({ kind, objective, budget, burn, remaining, state }: ObjectiveFigures): string {
  const worst = burn.toSorted((a, b) => b.rate / b.limit - a.rate / a.limit)[0]
  const summary =
    kind === 'success'
      ? `Success objective ${objective}%: ${worst?.failed ?? budget.used} of the last ${worst?.executions ?? 0} executions failed`
      : `Freshness objective ${objective}%: data was stale for ${formatDuration(budget.used)} of the allowed ${formatDuration(budget.allowed)}`
  const rate = worst === undefined ? '' : `, ${formatRate(worst.rate)} as fast as the error budget allows`
  const rest = state === 'spent' ? 'The budget is spent.' : `${Math.floor(remaining * 100)}% of it is left.`
  return `${summary}${rate}. ${rest}`
}

const formatRate = (rate: number): string =>
  `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10} times`
