import { changeWords } from '@flx/shared/catalog/catalog-diff'
import type { LiveEvent } from '@flx/shared/live/live'

import type { AlertOutcome, AlertStore } from '../../domain/alerts/alert-store.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import { deliveriesOf, ruleMatches, type MessageContext } from './alert-messages.ts'

type SchemaChanged = Extract<LiveEvent, { type: 'pipeline.schemaChanged' }>

/**
 * Opens an incident when the schema of a source changed, by the rules on `schema`. Closes it when the change
 * was accepted or another version was chosen. A further change replaces the earlier incident.
 */
export async function schemaOutcome(
  context: MessageContext & { alerts: AlertStore; pipelines: Pick<PipelineStore, 'find'> },
  { pipelineId, plugin, change }: SchemaChanged,
  at: string,
): Promise<AlertOutcome> {
  const outcome: AlertOutcome = { opened: [], closed: [] }
  const rules = (await context.alerts.activeRules()).filter(({ condition }) => condition === 'schema')
  if (rules.length === 0) return outcome
  const pipeline = await context.pipelines.find(pipelineId)
  if (pipeline === undefined) return outcome
  const details = {
    pipeline: { id: pipeline.id, name: pipeline.name },
    executionId: null,
    at,
    path: `/pipelines/${pipeline.id}/streams`,
  }
  const matching = rules.filter((rule) => ruleMatches(rule, pipeline))
  for (const rule of matching) {
    if (change === null) {
      outcome.closed.push({
        ruleId: rule.id,
        pipelineId,
        deliveries: deliveriesOf(context, rule, {
          ...details,
          kind: 'recovered',
          subject: `${pipeline.name}: settled (${rule.name})`,
          text: 'The schema change was accepted or rejected.',
        }),
      })
      continue
    }
    const examples = change.examples.length === 0 ? '' : ` ${change.examples.join(', ')}.`
    const message = `The schema of ${plugin} changed: ${changeWords(change)}.${examples}`
    outcome.closed.push({ ruleId: rule.id, pipelineId, deliveries: [] })
    outcome.opened.push({
      incident: {
        id: context.newId(),
        rule,
        pipelineId,
        pipelineName: pipeline.name,
        executionId: null,
        message,
      },
      deliveries: deliveriesOf(context, rule, {
        ...details,
        kind: 'opened',
        subject: `${pipeline.name}: ${rule.name}`,
        text: message,
      }),
    })
  }
  return outcome
}
