import type { LiveEvent } from '@flx/shared/live/live'

import { judge, type EndedExecution } from '../../domain/alerts/alert-rules.ts'
import type { AlertOutcome, AlertStore } from '../../domain/alerts/alert-store.ts'
import type { ExecutionStore } from '../../domain/executions/execution-store.ts'
import type { FailureStore } from '../../domain/failures/failure-store.ts'
import type { UsualStore } from '../../domain/figures/usual-store.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import { deliveriesOf, ruleMatches, type MessageContext } from './alert-messages.ts'
import { judgeUnusual, measureOf } from './unusual-alerts.ts'
import { schemaOutcome } from './schema-alerts.ts'
import { nowText, type AppContext } from '../core/context.ts'

export type DecideContext = Pick<AppContext, 'clock'> &
  MessageContext & {
    alerts: AlertStore
    pipelines: PipelineStore
    executions: ExecutionStore
    failures: Pick<FailureStore, 'causeOf'>
    usual: UsualStore
  }

/** Number of earlier executions that a rule can look at. */
const HISTORY_LIMIT = 100

/**
 * Decides what one event means for the alerts and stores the outcome with the event's `seq`, so that each
 * event counts exactly once. Returns true if an incident opened or closed.
 */
export async function decideAlerts(context: DecideContext, event: LiveEvent): Promise<boolean> {
  const at = nowText(context)
  const outcome = await outcomeOf(context, event, at)
  await context.alerts.apply(outcome, event.seq, at)
  return outcome.opened.length + outcome.closed.length > 0
}

async function outcomeOf(context: DecideContext, event: LiveEvent, at: string): Promise<AlertOutcome> {
  const outcome: AlertOutcome = { opened: [], closed: [] }
  if (event.type === 'pipeline.changed' && event.change === 'archived')
    return { opened: [], closed: await incidentsOf(context, event.pipelineId) }
  if (event.type === 'pipeline.schemaChanged') return schemaOutcome(context, event, at)
  if (event.type !== 'execution.changed' || event.execution.finishedAt === null) return outcome
  const { execution } = event
  if (execution.status === 'pending' || execution.status === 'running') return outcome
  const rules = await context.alerts.activeRules()
  if (rules.length === 0) return outcome
  const pipeline = await context.pipelines.find(execution.pipelineId)
  if (pipeline === undefined) return outcome
  const matching = rules.filter((rule) => ruleMatches(rule, pipeline))
  if (matching.length === 0) return outcome
  // An attempt that will be retried is not final.
  if (execution.status === 'failed' && (await isTriedAgain(context, execution))) return outcome
  const ended: EndedExecution = {
    id: execution.id,
    status: execution.status,
    recordsProcessed: execution.recordsProcessed,
    durationSeconds: execution.durationSeconds,
    errorMessage: execution.errorMessage,
  }
  const before = await context.alerts.endedBefore(execution.id, HISTORY_LIMIT)
  // A failure links to its cause, which lists the other failures with the same cause.
  const causeId = execution.status === 'failed' ? await context.failures.causeOf(execution.id) : null
  for (const rule of matching) {
    const measure = measureOf(rule.condition)
    const verdict =
      measure === undefined
        ? judge(rule, ended, before)
        : await judgeUnusual(context.usual, rule, measure, ended)
    const details = {
      pipeline: { id: pipeline.id, name: pipeline.name },
      executionId: execution.id,
      at,
      path: causeId === null ? `/executions/${execution.id}` : `/failures?cause=${causeId}`,
    }
    if (verdict.kind === 'open') {
      outcome.opened.push({
        incident: {
          id: context.newId(),
          rule,
          pipelineId: pipeline.id,
          pipelineName: pipeline.name,
          executionId: execution.id,
          message: verdict.message,
        },
        deliveries: deliveriesOf(context, rule, {
          ...details,
          kind: 'opened',
          subject: `${pipeline.name}: ${rule.name}`,
          text: verdict.message,
        }),
      })
    } else if (verdict.kind === 'close') {
      outcome.closed.push({
        ruleId: rule.id,
        pipelineId: pipeline.id,
        deliveries: deliveriesOf(context, rule, {
          ...details,
          kind: 'recovered',
          subject: `${pipeline.name}: recovered (${rule.name})`,
          text: `${pipeline.name} succeeded again.`,
        }),
      })
    }
  }
  return outcome
}

async function isTriedAgain(
  context: DecideContext,
  { pipelineId, attempt }: { pipelineId: string; attempt: number },
): Promise<boolean> {
  const unfinished = await context.executions.unfinishedOf(pipelineId)
  return unfinished.some((execution) => execution.trigger === 'retry' && execution.attempt > attempt)
}

/** Closes the incidents of an archived pipeline without a message: it can never recover. */
async function incidentsOf(context: DecideContext, pipelineId: string): Promise<AlertOutcome['closed']> {
  const open = await context.alerts.openIncidents({ pipelineId }, HISTORY_LIMIT)
  return open.map(({ ruleId }) => ({ ruleId, pipelineId, deliveries: [] }))
}
