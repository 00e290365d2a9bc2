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

/** Secrets in the settings are in clear: it is not for the API. */
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
  /** Null when it is about no execution. */
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

/** Deliveries that are under way, and channels that have as many as they may. */
export interface NotNow {
  ids: readonly string[]
  channelIds: readonly string[]
}

/** The incidents to open and close after an ended execution, decided outside and written as one. */
export interface AlertOutcome {
  opened: { incident: NewIncident; deliveries: NewDelivery[] }[]
  closed: { ruleId: string; pipelineId: string; deliveries: NewDelivery[] }[]
}

export interface AlertStore {
  rules(): Promise<AlertRule[]>
  activeRules(): Promise<AlertRuleRecord[]>
  findRule(id: string): Promise<AlertRuleRecord | undefined>
  /** Incidents that it can no longer close are closed without a message: of an inactive rule, of another condition. */
  saveRule(rule: AlertRuleRecord, audit?: AuditNote): Promise<void>
  /** Its open incidents are closed without a message. */
  removeRule(id: string, at: string, audit?: AuditNote): Promise<boolean>
  channels(): Promise<(AlertChannelRecord & Pick<AlertChannel, 'lastDelivery'>)[]>
  findChannels(ids: readonly string[]): Promise<AlertChannelRecord[]>
  saveChannel(channel: AlertChannelRecord, audit?: AuditNote): Promise<void>
  /** Also taken out of the rules that name it. */
  removeChannel(id: string, audit?: AuditNote): Promise<boolean>
  /** The tags of some pipelines, of those that have any. */
  tagsOf(pipelineIds: readonly string[]): Promise<Map<string, string[]>>
  incidents(query: IncidentListQuery): Promise<List<AlertIncident>>
  findIncident(id: string): Promise<AlertIncident | undefined>
  /** Those that are open now, of one condition or of one pipeline. */
  openIncidents(
    of: { condition: AlertCondition } | { pipelineId: string },
    limit: number,
  ): Promise<OpenIncident[]>
  /** How many there are in the log. */
  countDeliveries(): Promise<Record<DeliveryStatus, number>>
  deliveries(query: DeliveryListQuery): Promise<List<AlertDelivery>>
  /** Messages to send, and those that were sent. */
  findDelivery(
    id: string,
  ): Promise<{ channelId: string; status: DeliveryStatus; message: AlertMessage } | undefined>
  /** Has a delivery that waits tried at once; false when it does not wait any more. */
  retryNow(id: string, at: string, note?: AuditNote): Promise<boolean>
  /** Ended executions of a pipeline before this one, newest first. */
  endedBefore(executionId: string, limit: number): Promise<EndedExecution[]>
  /** `seq` of the last event whose alerts are decided. */
  position(): Promise<number | null>
  /** Up to there was nothing to deal with. */
  moveTo(position: number): Promise<void>
  /**
   * Incidents, deliveries and position as one: an event counts exactly once. Opens only where none is open. A null
   * position stays where it is: what is not decided by an event.
   */
  apply(outcome: AlertOutcome, position: number | null, at: string): Promise<void>
  addDelivery(delivery: NewDelivery, at: string, note?: AuditNote): Promise<void>
  dueDeliveries(now: string, limit: number, except?: NotNow): Promise<DueDelivery[]>
  /** When the next delivery is due, null for none. */
  nextDue(except?: NotNow): Promise<string | null>
  settleDelivery(id: string, outcome: DeliveryOutcome, at: string): Promise<void>
}

/** Sends one message to one channel. Throws with a sentence when it was not taken. */
export interface AlertSender {
  send(settings: ChannelSettings, message: AlertMessage, deliveryId: string): Promise<void>
}
