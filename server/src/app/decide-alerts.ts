import type { LiveEvent } from '@flx/shared/live'

import { judge, type EndedExecution } from '../domain/alert-rules.ts'
import type {
  AlertMessage,
  AlertOutcome,
  AlertRuleRecord,
  AlertStore,
  NewDelivery,
} from '../domain/alert-store.ts'
import type { ExecutionStore, PipelineStore } from '../domain/ports.ts'
import type { PipelineRecord } from '../domain/records.ts'
import { nowText, type AppContext } from './context.ts'

export type DecideContext = Pick<AppContext, 'clock' | 'newId'> & {
  alerts: AlertStore
  pipelines: PipelineStore
  executions: ExecutionStore
  /** Where people open the page; null when it is not known. */
  publicUrl: string | null
}

/** Executions before the one that ended that a rule may look at. */
const LOOKED_AT = 100

/** Decides what one event means for the alerts, and stores it with its `seq`, so that it counts exactly once. */
export async function decideAlerts(context: DecideContext, event: LiveEvent): Promise<boolean> {
  const at = nowText(context)
  const outcome = await outcomeOf(context, event, at)
  await context.alerts.apply(outcome, event.seq, at)
  return outcome.opened.length + outcome.closed.length > 0
}

async function outcomeOf(context: DecideContext, event: LiveEvent, at: string): Promise<AlertOutcome> {
  const outcome: AlertOutcome = { opened: [], closed: [] }
  if (event.type !== 'execution.changed' || event.execution.finishedAt === null) return outcome
  const { execution: change } = event
  if (change.status === 'pending' || change.status === 'running') return outcome
  const rules = await context.alerts.activeRules()
  if (rules.length === 0) return outcome
  const pipeline = await context.pipelines.find(change.pipelineId)
  if (pipeline === undefined) return outcome
  const matching = rules.filter((rule) => isFor(rule, pipeline))
  if (matching.length === 0) return outcome
  // An attempt that is tried again is not the end of the matter (decision 4).
  if (change.status === 'failed' && (await isTriedAgain(context, change))) return outcome
  const ended: EndedExecution = {
    id: change.id,
    status: change.status,
    recordsProcessed: change.recordsProcessed,
    durationSeconds: change.durationSeconds,
    errorMessage: change.errorMessage,
  }
  const before = await context.alerts.endedBefore(change.id, LOOKED_AT)
  for (const rule of matching) {
    const verdict = judge(rule, ended, before)
    const about = { rule, pipeline, executionId: change.id, at }
    if (verdict.kind === 'open') {
      outcome.opened.push({
        incident: {
          id: context.newId(),
          rule,
          pipelineId: pipeline.id,
          pipelineName: pipeline.name,
          executionId: change.id,
          message: verdict.message,
        },
        deliveries: deliveriesOf(context, { ...about, kind: 'opened', text: verdict.message }),
      })
    } else if (verdict.kind === 'close') {
      const text = 'An execution was good again.'
      outcome.closed.push({
        ruleId: rule.id,
        pipelineId: pipeline.id,
        deliveries: deliveriesOf(context, { ...about, kind: 'recovered', text }),
      })
    }
  }
  return outcome
}

/** A rule with neither pipelines nor tags is for all. */
function isFor(rule: AlertRuleRecord, pipeline: PipelineRecord): boolean {
  if (rule.pipelineIds.length === 0 && rule.tags.length === 0) return true
  return rule.pipelineIds.includes(pipeline.id) || rule.tags.some((tag) => pipeline.tags.includes(tag))
}

async function isTriedAgain(
  context: DecideContext,
  { pipelineId, attempt }: { pipelineId: string; attempt: number },
): Promise<boolean> {
  const unfinished = await context.executions.unfinishedOf(pipelineId)
  return unfinished.some((other) => other.trigger === 'retry' && other.attempt > attempt)
}

function deliveriesOf(
  context: DecideContext,
  {
    rule,
    pipeline,
    executionId,
    at,
    kind,
    text,
  }: {
    rule: AlertRuleRecord
    pipeline: PipelineRecord
    executionId: string
    at: string
    kind: 'opened' | 'recovered'
    text: string
  },
): NewDelivery[] {
  if (rule.mutedUntil !== null && rule.mutedUntil > at) return []
  const link = context.publicUrl === null ? '' : `\n${context.publicUrl}/executions/${executionId}`
  const message: AlertMessage = {
    kind,
    subject:
      kind === 'opened' ? `${pipeline.name}: ${rule.name}` : `${pipeline.name}: recovered (${rule.name})`,
    text: `${text}${link}`,
    ruleName: rule.name,
    pipeline: { id: pipeline.id, name: pipeline.name },
    executionId,
    at,
  }
  return rule.channelIds.map((channelId) => ({ id: context.newId(), channelId, message }))
}
