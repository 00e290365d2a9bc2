import type { AlertCondition, AlertRule, ChannelKind, ChannelSettings } from '@flx/shared/alert'
import { THRESHOLDS } from '@flx/shared/alert'
import { isSecretMarker } from '@flx/shared/secret'

import { formatCount, formatDuration } from '#web/lib/format.ts'

export const CONDITION_WORDS: Record<AlertCondition, string> = {
  failure: 'An execution fails',
  'failures-in-a-row': 'Several executions in a row fail',
  long: 'An execution takes longer than usual',
  empty: 'A success brings no records',
  low: 'A success brings far fewer records than usual',
  late: 'A schedule does not fire',
}

/** What the number of a condition means; null where it has none. */
export const THRESHOLD_WORDS: Record<AlertCondition, string | null> = {
  failure: null,
  'failures-in-a-row': 'How many in a row',
  long: 'Times the usual duration',
  empty: null,
  low: 'Per cent of the usual records',
  late: 'Seconds after the due time',
}

/** A rule in a sentence. */
export function ruleSentence({ condition, threshold }: Pick<AlertRule, 'condition' | 'threshold'>): string {
  const value = threshold ?? THRESHOLDS[condition]?.usual ?? 0
  if (condition === 'failures-in-a-row') return `${value} executions in a row fail`
  if (condition === 'long') return `An execution takes more than ${value} times the usual time`
  if (condition === 'low') return `A success brings under ${value} % of the usual records`
  if (condition === 'late') return `A schedule has not fired ${formatDuration(value)} after it was due`
  return CONDITION_WORDS[condition]
}

/** For which pipelines a rule is. */
export function scopeWords({ pipelineIds, tags }: Pick<AlertRule, 'pipelineIds' | 'tags'>): string {
  const parts = [
    ...(pipelineIds.length === 0 ? [] : [formatCount(pipelineIds.length, 'pipeline')]),
    ...(tags.length === 0 ? [] : [`tagged ${tags.join(', ')}`]),
  ]
  return parts.length === 0 ? 'All pipelines' : parts.join(' and ')
}

export const CHANNEL_WORDS: Record<ChannelKind, string> = {
  webhook: 'Webhook',
  slack: 'Slack or compatible',
  email: 'E-mail',
}

/** Where a channel sends to, without its secrets. */
export function targetWords(settings: ChannelSettings): string {
  if (settings.kind === 'email') return settings.to.join(', ')
  return isSecretMarker(settings.url) ? 'Secret address' : new URL(settings.url).host
}
