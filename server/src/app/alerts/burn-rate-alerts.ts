import type { ObjectiveFigures } from '@flx/shared/pipelines/objectives'

import type { AlertRuleRecord } from '../../domain/alerts/alert-store.ts'
import type { ObjectiveStore } from '../../domain/objectives/objective-store.ts'
import { measureObjectives, type Measured } from '../../domain/objectives/objectives.ts'
import { nowText } from '../core/context.ts'
import { checkStanding, type StandingContext, type StandingProblem } from './standing-alerts.ts'

export type BurnRateContext = StandingContext & { objectives: ObjectiveStore }

interface BurnProblem extends StandingProblem {
  /** The objectives at risk, by the windows they were measured with. */
  measured: Map<string, Measured[]>
}

/** Rules with the same windows (nearly always the defaults) share one measurement. */
const windowsKey = ({ burnWindows }: Pick<AlertRuleRecord, 'burnWindows'>): string =>
  JSON.stringify(burnWindows)

const measuredFor = ({ measured }: BurnProblem, rule: AlertRuleRecord): Measured[] =>
  measured.get(windowsKey(rule)) ?? []

/** Number of pipelines measured at once. */
const AT_ONCE = 100

/**
 * Checks objectives whose error budget burns too fast or is spent, by the rules on `burn-rate`. An incident
 * opens when an objective is at risk and closes when the risk is over for good. Returns true if a message
 * might have to be sent.
 */
export function checkBurnRates(context: BurnRateContext): Promise<boolean> {
  return checkStanding<BurnProblem>(context, {
    condition: 'burn-rate',
    problems: (rules, most) => pipelinesAtRisk(context, rules, most),
    breaks: (rule, problem) => measuredFor(problem, rule).length > 0,
    opens: (problem, rule) => measuredFor(problem, rule).some(({ shouldOpen }) => shouldOpen),
    message: (problem, rule) =>
      measuredFor(problem, rule)
        .filter(({ shouldOpen }) => shouldOpen)
        .map(({ figures }) => sentence(figures))
        .join(' '),
    recovery: () => Promise.resolve('Its objectives are no longer at risk.'),
    opened: {
      subject: (count) => `The error budgets of ${count} pipelines burn too fast`,
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
  most: number,
): Promise<BurnProblem[]> {
  const now = nowText(context)
  const windows = new Map(rules.map((rule) => [windowsKey(rule), rule.burnWindows]))
  const problems: BurnProblem[] = []
  let after = ''
  for (let looked = 0; looked < most; looked += AT_ONCE) {
    const ids = await objectives.atRisk(now, after, AT_ONCE)
    for (const { id, name, standing, counts } of await objectives.of(ids, now)) {
      const measured = new Map<string, Measured[]>()
      for (const [key, own] of windows) {
        const lingering = measureObjectives(standing, counts, Date.parse(now), own).filter(
          ({ staysOpen }) => staysOpen,
        )
        if (lingering.length > 0) measured.set(key, lingering)
      }
      if (measured.size > 0) problems.push({ pipelineId: id, pipelineName: name, measured })
    }
    after = ids.at(-1) ?? ''
    if (ids.length < AT_ONCE) break
  }
  return problems
}

/** Describes what is wrong with an objective. */
function sentence({ kind, objective, budget, burn, left, state }: ObjectiveFigures): string {
  const worst = burn.toSorted((a, b) => b.rate / b.limit - a.rate / a.limit)[0]
  const what =
    kind === 'success'
      ? `Success objective ${objective}%: ${worst?.failed ?? budget.used} of the last ${worst?.executions ?? 0} executions failed`
      : `Freshness objective ${objective}%: the data were too old for ${spell(budget.used)} of the allowed ${spell(budget.allowed)}`
  const rate = worst === undefined ? '' : `, ${times(worst.rate)} as fast as the error budget allows`
  const rest = state === 'spent' ? 'The budget is spent.' : `${Math.floor(left * 100)}% of it is left.`
  return `${what}${rate}. ${rest}`
}

const times = (rate: number): string => `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10} times`

function spell(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`
}
