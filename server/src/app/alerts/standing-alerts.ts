import type { AlertCondition } from '@flx/shared/alert'

import type {
  AlertOutcome,
  AlertRuleRecord,
  AlertStore,
  OpenIncident,
} from '../../domain/alerts/alert-store.ts'
import { deliveriesOf, ruleMatches, type MessageContext } from './alert-messages.ts'
import { nowText, type AppContext } from '../core/context.ts'

export type StandingContext = Pick<AppContext, 'clock'> & MessageContext & { alerts: AlertStore }

/** A problem with a pipeline that arises with time, without an execution. */
export interface StandingProblem {
  pipelineId: string
  pipelineName: string
}

/** Text of one message about several pipelines. */
interface Together {
  subject: (count: number) => string
  text: (names: string) => string
  path: string
}

/** A condition that is checked periodically instead of when an execution ends. */
export interface StandingCondition<Problem extends StandingProblem> {
  condition: AlertCondition
  /** Returns the problems under these rules, at most `most`. */
  problems: (rules: readonly AlertRuleRecord[], most: number) => Promise<Problem[]>
  breaks: (rule: AlertRuleRecord, problem: Problem) => boolean
  /**
   * Returns whether a new problem opens an incident. Problems that do not open one still keep it open. Always
   * true if left out.
   */
  opens?: (problem: Problem, rule: AlertRuleRecord) => boolean
  message: (problem: Problem, rule: AlertRuleRecord) => string
  recovery: (incident: OpenIncident) => Promise<string>
  opened: Together
  recovered: Together
}

/** Maximum number of pipelines and of incidents per check. */
const LIMIT = 10_000
/** From this number on, one message names all pipelines: they share one cause. */
const TOGETHER = 5
/** Number of pipelines named in such a message. */
const NAMED = 10

/**
 * Opens an incident for each pipeline that breaks a rule on the condition and closes those of recovered
 * pipelines. Safe to repeat. Returns true if a message might have to be sent.
 */
export async function checkStanding<Problem extends StandingProblem>(
  context: StandingContext,
  standing: StandingCondition<Problem>,
): Promise<boolean> {
  const { alerts } = context
  const { condition } = standing
  const rules = (await alerts.activeRules()).filter((rule) => rule.condition === condition)
  const open = await alerts.openIncidents({ condition }, LIMIT)
  if (rules.length === 0 && open.length === 0) return false
  const problems = rules.length === 0 ? [] : await standing.problems(rules, LIMIT)
  const tags = await alerts.tagsOf(problems.map(({ pipelineId }) => pipelineId))
  const outcome: AlertOutcome = { opened: [], closed: [] }
  for (const rule of rules) {
    const found = problems.filter(
      (problem) =>
        ruleMatches(rule, { id: problem.pipelineId, tags: tags.get(problem.pipelineId) ?? [] }) &&
        standing.breaks(rule, problem),
    )
    const known = open.filter(({ ruleId }) => ruleId === rule.id)
    outcome.opened.push(...openedBy(context, standing, rule, found, known))
    const still = new Set(found.map(({ pipelineId }) => pipelineId))
    const over = known.filter(({ pipelineId }) => !still.has(pipelineId))
    outcome.closed.push(...(await closedBy(context, standing, rule, over)))
  }
  if (outcome.opened.length + outcome.closed.length === 0) return false
  await alerts.apply(outcome, null, nowText(context))
  return true
}

function openedBy<Problem extends StandingProblem>(
  context: StandingContext,
  standing: StandingCondition<Problem>,
  rule: AlertRuleRecord,
  found: readonly Problem[],
  known: readonly OpenIncident[],
): AlertOutcome['opened'] {
  const open = new Set(known.map(({ pipelineId }) => pipelineId))
  const { opens = () => true } = standing
  const fresh = found.filter((problem) => !open.has(problem.pipelineId) && opens(problem, rule))
  const at = nowText(context)
  const opened = fresh.map((problem) => {
    const { pipelineId, pipelineName } = problem
    const message = standing.message(problem, rule)
    return {
      incident: { id: context.newId(), rule, pipelineId, pipelineName, executionId: null, message },
      deliveries:
        fresh.length >= TOGETHER
          ? []
          : deliveriesOf(context, rule, {
              kind: 'opened',
              executionId: null,
              at,
              subject: `${pipelineName}: ${rule.name}`,
              text: message,
              pipeline: { id: pipelineId, name: pipelineName },
              path: `/pipelines/${pipelineId}`,
            }),
    }
  })
  const [first] = opened
  if (first !== undefined && fresh.length >= TOGETHER) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'opened',
      ...togetherOf(standing.opened, fresh, at),
      subject: `${standing.opened.subject(fresh.length)}: ${rule.name}`,
    })
  }
  return opened
}

async function closedBy<Problem extends StandingProblem>(
  context: StandingContext,
  standing: StandingCondition<Problem>,
  rule: AlertRuleRecord,
  over: readonly OpenIncident[],
): Promise<AlertOutcome['closed']> {
  const at = nowText(context)
  const closed: AlertOutcome['closed'] = []
  for (const incident of over) {
    const { pipelineId, pipelineName } = incident
    const deliveries =
      over.length >= TOGETHER
        ? []
        : deliveriesOf(context, rule, {
            kind: 'recovered',
            executionId: null,
            at,
            subject: `${pipelineName}: recovered (${rule.name})`,
            text: await standing.recovery(incident),
            pipeline: { id: pipelineId, name: pipelineName },
            path: `/pipelines/${pipelineId}`,
          })
    closed.push({ ruleId: rule.id, pipelineId, deliveries })
  }
  const [first] = closed
  if (first !== undefined && over.length >= TOGETHER) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'recovered',
      ...togetherOf(standing.recovered, over, at),
      subject: `${standing.recovered.subject(over.length)} (${rule.name})`,
    })
  }
  return closed
}

const togetherOf = ({ text, path }: Together, pipelines: readonly StandingProblem[], at: string) => ({
  executionId: null,
  at,
  text: text(named(pipelines)),
  pipeline: null,
  path,
})

function named(pipelines: readonly StandingProblem[]): string {
  const names = pipelines.slice(0, NAMED).map(({ pipelineName }) => pipelineName)
  const more = pipelines.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
