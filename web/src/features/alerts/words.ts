import type { AlertCondition, AlertRule, ChannelKind, ChannelSettings } from '@flx/shared/alert'
import { THRESHOLDS } from '@flx/shared/alert'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { formatCount, formatPeriod, formatNumber } from '#web/lib/format.ts'

// Words of the alerts page, by component.

export const alertsPageWords = {
  incidents: 'Incidents',
  rules: 'Rules',
  channels: 'Channels',
  deliveries: 'Deliveries',
  alerts: 'Alerts',
}

export const channelDialogWords = {
  saved: (name: string) => `Saved ${name}`,
  storedSecret: 'Stored. Leave empty to keep it.',
  addChannel: 'Add channel',
  editChannel: 'Edit channel',
  saveChannel: 'Save channel',
  name: 'Name',
  kind: 'Type',
  address: 'Address',
  secret: 'Secret',
  secretHint:
    'Signs each message: x-flx-signature is the HMAC-SHA256 of x-flx-timestamp, a dot and the body.',
  slackAddressHint:
    'The address of an incoming webhook. Anyone who knows it can post, so it is stored as a secret.',
  addressExample: 'https://',
  mailServer: 'Mail server',
  mailServerExample: 'smtp.example.com',
  port: 'Port',
  tls: 'Use TLS from the start',
  tlsHint: 'Typical for port 465. Otherwise STARTTLS is used if the server offers it.',
  user: 'User',
  password: 'Password',
  from: 'From',
  fromExample: 'flx@example.com',
  to: 'To',
  recipientsHint: 'Separate addresses with commas.',
}

export const channelsTabWords = {
  name: 'Name',
  kind: 'Type',
  sendsTo: 'Sends to',
  lastDelivery: 'Last delivery',
  addChannel: 'Add channel',
  channels: 'Channels',
  loadError: 'Could not load channels',
  noChannelsYet: 'No channels yet',
  emptyHint: 'Rules notify channels: a webhook, Slack or e-mail.',
  testSent: 'Test message queued.',
  viewDeliveries: 'View deliveries',
  test: (name: string) => `Test ${name}`,
  testLabel: 'Test',
  edit: (name: string) => `Edit ${name}`,
  delete: (name: string) => `Delete ${name}`,
  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteChannel: 'Delete channel',
  deleted: (name: string) => `Deleted ${name}`,
  deleteHint: 'Rules that use this channel stop sending to it. Its deliveries are deleted.',
}

export const deliveriesTabWords = {
  noun: ['delivery', 'deliveries'] as const,
  state: 'State',
  message: 'Message',
  channel: 'Channel',
  attempts: 'Attempts',
  created: 'Created',
  nextAttempt: 'Next attempt',
  deliveries: 'Deliveries',
  loadError: 'Could not load deliveries',
  empty: 'No deliveries yet',
  emptyHint: 'Alerts and test messages appear here with their outcome.',
  sendNow: 'Send now',
  sendAgain: 'Send again',
  queued: 'Message queued.',
}

export const deliveryStatusWords = {
  waiting: 'Waiting',
  sent: 'Sent',
  failed: 'Failed',
}

export const incidentNotesWords = {
  acknowledgePipeline: (pipelineName: string) => `Acknowledge ${pipelineName}`,
  acknowledge: 'Acknowledge…',
  comments: (count: number) => formatCount(count, 'comment'),
  on: (comments: number, pipelineName: string) => `${formatCount(comments, 'comment')} on ${pipelineName}`,
  done: 'Done',
}

export const incidentsTabWords = {
  noun: ['incident', 'incidents'] as const,
  all: 'All',
  open: 'Open',
  closed: 'Closed',
  state: 'State',
  pipeline: 'Pipeline',
  whatHappened: 'Problem',
  rule: 'Rule',
  opened: 'Opened',
  acknowledged: 'Acknowledged',
  incidents: 'Incidents',
  loadError: 'Could not load incidents',
  noneOpen: 'No open incidents',
  noIncidents: 'No incidents',
  emptyHint: 'An incident opens when a rule finds a problem with a pipeline, and closes on recovery.',
}

export const pipelinePickerWords = {
  remove: (name: string) => `Remove ${name}`,
}

export const ruleDialogWords = {
  channelsFailed: 'Could not load the channels',
  saved: (name: string) => `Saved ${name}`,
  createRule: 'Create rule',
  editRule: 'Edit rule',
  saveRule: 'Save rule',
  name: 'Name',
  when: 'When',
  pipelines: 'Pipelines',
  pipelinesHint: 'Leave pipelines and tags empty to watch every pipeline.',
  tags: 'Tags',
  tagsHint: 'Separate tags with commas.',
  channels: 'Notify',
  noChannels: 'No channels yet. Incidents are still listed.',
  notifyOnRecovery: 'Notify on recovery',
  active: 'Active',
  range: (minimum: number, maximum: number, preset: number) =>
    `From ${minimum} to ${formatNumber(maximum)}. Default: ${preset}.`,
}

export const burnWindowsWords = {
  legend: 'Alert at a burn rate of',
  rate: (place: number) => `Burn rate ${place}`,
  times: '× over',
  hours: (place: number) => `Hours of window ${place}`,
  unit: 'hours',
  remove: (place: number) => `Remove window ${place}`,
  own: 'Set burn rates',
  add: 'Add window',
  hint: 'At a rate of 1, the error budget lasts as long as its objective. Any window opens the incident. Hours: 1 to 72. Rate: 1 to 1,000. By default, the rule alerts at 2, 5 and 10% of the budget in 1 hour, 6 hours and 3 days; over 30 days, these are rates of 14.4, 6 and 1.',
}

export const rulesTabWords = {
  name: 'Name',
  when: 'When',
  pipelines: 'Pipelines',
  state: 'State',
  createRule: 'Create rule',
  rules: 'Rules',
  loadError: 'Could not load rules',
  noRulesYet: 'No rules yet',
  emptyHint:
    'A rule watches the executions of all or some pipelines. It notifies its channels once when a problem starts, and once on recovery.',
  edit: (name: string) => `Edit ${name}`,
  delete: (name: string) => `Delete ${name}`,
  inactive: 'Inactive',
  mutedUntil: (time: string) => `Muted until ${time}`,
  noChannel: 'No channel',
  open: (count: number) => `${count} open`,
  ok: 'OK',
  muteHour: 'Mute for 1 hour',
  mute8Hours: 'Mute for 8 hours',
  muteDay: 'Mute for 1 day',
  muteWeek: 'Mute for 1 week',
  unmuted: (name: string) => `Unmuted ${name}`,
  muted: (name: string) => `Muted ${name}`,
  mute: (name: string) => `Mute ${name}`,
  unmute: 'Unmute',
  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteRule: 'Delete rule',
  deleted: (name: string) => `Deleted ${name}`,
  deleteHint: 'Its open incidents close without a message and stay in the list.',
}

export const CONDITION_WORDS: Record<AlertCondition, string> = {
  failure: 'An execution fails',
  'failures-in-a-row': 'Several executions in a row fail',
  long: 'An execution takes longer than usual',
  empty: 'A successful execution loads no records',
  low: 'A successful execution loads far fewer records than usual',
  late: 'A scheduled run does not start',
  schema: 'A source schema changes',
  stale: 'Data is past its freshness target',
  'burn-rate': 'The error budget of an objective burns too fast',
  'unusual-duration': 'An execution takes unusually long or short for the weekday and hour',
  'unusual-records': 'A successful execution loads an unusual number of records for the weekday and hour',
}

/** Labels the threshold of a condition; null where it has none. */
export const THRESHOLD_WORDS: Record<AlertCondition, string | null> = {
  failure: null,
  'failures-in-a-row': 'Failures in a row',
  long: 'Times the usual duration',
  empty: null,
  low: 'Percent of the usual records',
  late: 'Seconds after it was due',
  schema: null,
  stale: null,
  'burn-rate': null,
  'unusual-duration': 'Times the usual spread',
  'unusual-records': 'Times the usual spread',
}

/** A rule in a sentence. */
export function ruleSentence({
  condition,
  threshold,
  burnWindows,
}: Pick<AlertRule, 'condition' | 'threshold' | 'burnWindows'>): string {
  if (burnWindows !== null) {
    const rates = burnWindows.map(({ hours, rate }) => `${formatNumber(rate)}× in ${hours} h`)
    return `${CONDITION_WORDS[condition]}: ${rates.join(', ')}`
  }
  const value = threshold ?? THRESHOLDS[condition]?.usual ?? 0
  if (condition === 'failures-in-a-row') return `${value} executions in a row fail`
  if (condition === 'long') return `An execution takes more than ${value} times as long as usual`
  if (condition === 'low') return `A successful execution loads less than ${value}% of the usual records`
  if (condition === 'late') return `A scheduled run has not started ${formatPeriod(value)} after it was due`
  return CONDITION_WORDS[condition]
}

/** Names the pipelines a rule watches. */
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

/** The destination of a channel, without its secrets. */
export function targetWords(settings: ChannelSettings): string {
  if (settings.kind === 'email') return settings.to.join(', ')
  return isSecretMarker(settings.url) ? 'Secret address' : new URL(settings.url).host
}
