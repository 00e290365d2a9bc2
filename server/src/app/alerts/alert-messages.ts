import type { AlertMessage, AlertRuleRecord, NewDelivery } from '../../domain/alerts/alert-store.ts'
import type { AppContext } from '../core/context.ts'

export type MessageContext = Pick<AppContext, 'newId'> & {
  /** The public address of the page; null if unknown. */
  publicUrl: string | null
}

/**
 * Returns the deliveries for a rule: none while it is muted, and no recovery message if the rule does not ask
 * for it.
 */
export function deliveriesOf(
  context: MessageContext,
  rule: AlertRuleRecord,
  message: Omit<AlertMessage, 'ruleName' | 'kind'> & {
    kind: 'opened' | 'recovered'
    /** Path of the page with the details. */
    path: string
  },
): NewDelivery[] {
  const { path, ...content } = message
  if (rule.mutedUntil !== null && rule.mutedUntil > message.at) return []
  if (message.kind === 'recovered' && !rule.notifyRecovery) return []
  const link = context.publicUrl === null ? '' : `\n${context.publicUrl}${path}`
  return rule.channelIds.map((channelId) => ({
    id: context.newId(),
    channelId,
    message: { ...content, text: `${content.text}${link}`, ruleName: rule.name },
  }))
}

/** Returns whether a rule applies to a pipeline. A rule with neither pipelines nor tags applies to all. */
export function ruleMatches(
  rule: AlertRuleRecord,
  pipeline: { id: string; tags: readonly string[] },
): boolean {
  if (rule.pipelineIds.length === 0 && rule.tags.length === 0) return true
  return rule.pipelineIds.includes(pipeline.id) || rule.tags.some((tag) => pipeline.tags.includes(tag))
}
