import type { AlertCondition } from '@flx/shared/alert'

import type {
  AlertOutcome,
  AlertRuleRecord,
  AlertStore,
  OpenIncident,
} from '../../domain/alerts/alert-store.ts'
import { deliveriesOf, ruleMatches, type MessageContext } from './alert-messages.ts'
import { nowText, type AppContext } from '../core/context.ts'

export type PeriodicContext = Pick<AppContext, 'clock'> & MessageContext & { alerts: AlertStore }

/** A problem with a pipeline that arises with time, without an execution. */
export interface PeriodicProblem {
  pipelineId: string
  pipelineName: string
}

/** The text of one message about several pipelines. */
interface GroupText {
  subject: (count: number) => string
  text: (names: string) => string
  path: string
}

/** A condition that is checked periodically instead of when an execution ends. */
export interface PeriodicCheck<Problem extends PeriodicProblem> {
  condition: AlertCondition
  /** Returns the problems under these rules, at most `limit`. */
  problems: (rules: readonly AlertRuleRecord[], limit: number) => Promise<Problem[]>
  breaks: (rule: AlertRuleRecord, problem: Problem) => boolean
  /**
   * Returns whether a new problem opens an incident. Problems that do not open one still keep it open. Always
   * true if left out.
   */
  opens?: (problem: Problem, rule: AlertRuleRecord) => boolean
  message: (problem: Problem, rule: AlertRuleRecord) => string
  recovery: (incident: OpenIncident) => Promise<string>
  opened: GroupText
  recovered: GroupText
}

/** Maximum number of pipelines and of incidents per check. */
const LIMIT = 10_000
/** From this number on, one message covers all pipelines: they probably share a cause. */
const MIN_GROUP = 5
/** Number of pipelines named in such a message. */
const MAX_NAMES = 10

/**
 * Opens an incident for each pipeline that breaks a rule on the condition and closes those of recovered
 * pipelines. Safe to repeat. Returns true if a message might have to be sent.
 */
export async function runPeriodicCheck<Problem extends PeriodicProblem>(
  context: PeriodicContext,
  check: PeriodicCheck<Problem>,
): Promise<boolean> {
  const { alerts } = context
  const { condition } = check
  const rules = (await alerts.activeRules()).filter((rule) => rule.condition === condition)
  const open = await alerts.openIncidents({ condition }, LIMIT)
  if (rules.length === 0 && open.length === 0) return false
  const problems = rules.length === 0 ? [] : await check.problems(rules, LIMIT)
  const tags = await alerts.tagsOf(problems.map(({ pipelineId }) => pipelineId))
  const outcome: AlertOutcome = { opened: [], closed: [] }
  for (const rule of rules) {
    const found = problems.filter(
      (problem) =>
        ruleMatches(rule, { id: problem.pipelineId, tags: tags.get(problem.pipelineId) ?? [] }) &&
        check.breaks(rule, problem),
    )
    const ruleIncidents = open.filter(({ ruleId }) => ruleId === rule.id)
    outcome.opened.push(...incidentsToOpen(context, check, rule, found, ruleIncidents))
    const brokenIds = new Set(found.map(({ pipelineId }) => pipelineId))
    const recovered = ruleIncidents.filter(({ pipelineId }) => !brokenIds.has(pipelineId))
    outcome.closed.push(...(await incidentsToClose(context, check, rule, recovered)))
  }
  if (outcome.opened.length + outcome.closed.length === 0) return false
  await alerts.apply(outcome, null, nowText(context))
  return true
}

function incidentsToOpen<Problem extends PeriodicProblem>(
  context: PeriodicContext,
  check: PeriodicCheck<Problem>,
  rule: AlertRuleRecord,
  found: readonly Problem[],
  openIncidents: readonly OpenIncident[],
): AlertOutcome['opened'] {
  const openIds = new Set(openIncidents.map(({ pipelineId }) => pipelineId))
  const { opens = () => true } = check
  const fresh = found.filter((problem) => !openIds.has(problem.pipelineId) && opens(problem, rule))
  const at = nowText(context)
  const opened = fresh.map((problem) => {
    const { pipelineId, pipelineName } = problem
    const message = check.message(problem, rule)
    return {
      incident: { id: context.newId(), rule, pipelineId, pipelineName, executionId: null, message },
      deliveries:
        fresh.length >= MIN_GROUP
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
  if (first !== undefined && fresh.length >= MIN_GROUP) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'opened',
      ...groupMessage(check.opened, fresh, at),
      subject: `${check.opened.subject(fresh.length)}: ${rule.name}`,
    })
  }
  return opened
}

async function incidentsToClose<Problem extends PeriodicProblem>(
  context: PeriodicContext,
  check: PeriodicCheck<Problem>,
  rule: AlertRuleRecord,
  recovered: readonly OpenIncident[],
): Promise<AlertOutcome['closed']> {
  const at = nowText(context)
  const closed: AlertOutcome['closed'] = []
  for (const incident of recovered) {
    const { pipelineId, pipelineName } = incident
    const deliveries =
      recovered.length >= MIN_GROUP
        ? []
        : deliveriesOf(context, rule, {
            kind: 'recovered',
            executionId: null,
            at,
            subject: `${pipelineName}: recovered (${rule.name})`,
            text: await check.recovery(incident),
            pipeline: { id: pipelineId, name: pipelineName },
            path: `/pipelines/${pipelineId}`,
          })
    closed.push({ ruleId: rule.id, pipelineId, deliveries })
  }
  const [first] = closed
  if (first !== undefined && recovered.length >= MIN_GROUP) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'recovered',
      ...groupMessage(check.recovered, recovered, at),
      subject: `${check.recovered.subject(recovered.length)} (${rule.name})`,
    })
  }
  return closed
}

const groupMessage = ({ text, path }: GroupText, pipelines: readonly PeriodicProblem[], at: string) => ({
  executionId: null,
  at,
  text: text(listNames(pipelines)),
  pipeline: null,
  path,
})

function listNames(pipelines: readonly PeriodicProblem[]): string {
  const names = pipelines.slice(0, MAX_NAMES).map(({ pipelineName }) => pipelineName)
  const more = pipelines.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
