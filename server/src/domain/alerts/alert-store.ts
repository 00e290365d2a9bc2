import type {
  AlertChannel,
  AlertCondition,
  AlertDelivery,
  AlertIncident,
  AlertRule,
  AlertRuleCreate,
  ChannelSettings,
  DeliveryListQuery,
  DeliveryStatus,
  IncidentListQuery,
} from '@flx/shared/alert'
import type { List } from '@flx/shared/core/list'

import type { EndedExecution } from './alert-rules.ts'
import type { AuditNote } from '../access/audit-log.ts'

export interface AlertRuleRecord extends AlertRuleCreate {
  id: string
  createdAt: string
  updatedAt: string
  /** Fields that the database could not read; an update leaves them as they are. */
  damaged?: string[]
}

/** A channel with the secrets of its settings in plain text; never send it to a client. */
export interface AlertChannelRecord {
  id: string
  name: string
  settings: ChannelSettings
  createdAt: string
  updatedAt: string
  /** Fields that the database could not read; an update leaves them as they are. */
  damaged?: string[]
}

/** A message to a channel. */
export interface AlertMessage {
  kind: AlertDelivery['kind']
  subject: string
  text: string
  ruleName: string | null
  pipeline: { id: string; name: string } | null
  executionId: string | null
  at: string
}

interface NewIncident {
  id: string
  rule: AlertRuleRecord
  pipelineId: string
  pipelineName: string
  /** Null if it does not concern an execution. */
  executionId: string | null
  message: string
}

export interface OpenIncident {
  id: string
  ruleId: string
  pipelineId: string
  pipelineName: string
  openedAt: string
}

export interface NewDelivery {
  id: string
  channelId: string
  message: AlertMessage
}

export interface DueDelivery {
  id: string
  attempts: number
  message: AlertMessage
  channel: AlertChannelRecord
}

/** The result of one attempt to send a delivery. */
export interface DeliveryOutcome {
  status: DeliveryStatus
  attempts: number
  error: string | null
  nextAttemptAt: string | null
}

/** Deliveries being sent, and channels at their limit. */
export interface ExcludedDeliveries {
  ids: readonly string[]
  channelIds: readonly string[]
}

/** The incidents to open and close after an ended execution, decided outside and written in one transaction. */
export interface AlertOutcome {
  opened: { incident: NewIncident; deliveries: NewDelivery[] }[]
  closed: { ruleId: string; pipelineId: string; deliveries: NewDelivery[] }[]
}

export interface AlertStore {
  rules(): Promise<AlertRule[]>
  activeRules(): Promise<AlertRuleRecord[]>
  findRule(id: string): Promise<AlertRuleRecord | undefined>
  /** Closes incidents without a message if the rule can no longer close them: it is inactive, or has another condition. */
  saveRule(rule: AlertRuleRecord, audit?: AuditNote): Promise<void>
  /** Closes its open incidents without a message. */
  removeRule(id: string, at: string, audit?: AuditNote): Promise<boolean>
  channels(): Promise<(AlertChannelRecord & Pick<AlertChannel, 'lastDelivery'>)[]>
  findChannels(ids: readonly string[]): Promise<AlertChannelRecord[]>
  saveChannel(channel: AlertChannelRecord, audit?: AuditNote): Promise<void>
  /** Removes the channel, also from rules that name it. */
  removeChannel(id: string, audit?: AuditNote): Promise<boolean>
  /** Returns the tags of some pipelines; pipelines without tags are left out. */
  tagsOf(pipelineIds: readonly string[]): Promise<Map<string, string[]>>
  incidents(query: IncidentListQuery): Promise<List<AlertIncident>>
  findIncident(id: string): Promise<AlertIncident | undefined>
  /** Lists the open incidents of one condition or one pipeline. */
  openIncidents(
    of: { condition: AlertCondition } | { pipelineId: string },
    limit: number,
  ): Promise<OpenIncident[]>
  /** Counts the deliveries in the log by status. */
  countDeliveries(): Promise<Record<DeliveryStatus, number>>
  deliveries(query: DeliveryListQuery): Promise<List<AlertDelivery>>
  /** Returns a delivery with its message, sent or not. */
  findDelivery(
    id: string,
  ): Promise<{ channelId: string; status: DeliveryStatus; message: AlertMessage } | undefined>
  /** Makes a waiting delivery due at once; false if it no longer waits. */
  retryNow(id: string, at: string, note?: AuditNote): Promise<boolean>
  /** Lists the ended executions of a pipeline before this one, newest first. */
  endedBefore(executionId: string, limit: number): Promise<EndedExecution[]>
  /** Returns the `seq` of the last event whose alerts were decided. */
  position(): Promise<number | null>
  /** Advances the position past events that need no work. */
  moveTo(position: number): Promise<void>
  /**
   * Writes incidents, deliveries and position in one transaction, so that each event counts exactly once. Opens an incident
   * only if none is open. A null position leaves the position unchanged, for outcomes that no event caused.
   */
  apply(outcome: AlertOutcome, position: number | null, at: string): Promise<void>
  addDelivery(delivery: NewDelivery, at: string, note?: AuditNote): Promise<void>
  dueDeliveries(now: string, limit: number, except?: ExcludedDeliveries): Promise<DueDelivery[]>
  /** Returns the time of the next due delivery, null for none. */
  nextDue(except?: ExcludedDeliveries): Promise<string | null>
  settleDelivery(id: string, outcome: DeliveryOutcome, at: string): Promise<void>
}

/** Sends one message to one channel. Throws with a sentence if the channel did not accept it. */
export interface AlertSender {
  send(settings: ChannelSettings, message: AlertMessage, deliveryId: string): Promise<void>
}
