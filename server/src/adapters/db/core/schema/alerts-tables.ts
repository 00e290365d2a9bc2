import type { Flag, JsonText, SealedText, Time } from './column-types.ts'

export interface AlertRuleRow {
  id: string
  name: string
  condition: string
  threshold: number | null
  /** Windows of a rule on burn rates; null = the defaults. */
  burn_windows: JsonText | null
  pipeline_ids: JsonText
  tags: JsonText
  channel_ids: JsonText
  is_active: Flag
  muted_until: Time | null
  tell_recovery: Flag
  created_at: Time
  updated_at: Time
}

export interface AlertChannelRow {
  id: string
  name: string
  settings: SealedText
  created_at: Time
  updated_at: Time
}

export interface AlertIncidentRow {
  id: string
  rule_id: string
  rule_name: string
  condition: string
  pipeline_id: string
  pipeline_name: string
  /** "" = it is not about an execution. */
  execution_id: string
  message: string
  opened_at: Time
  closed_at: Time | null
}

export interface AlertDeliveryRow {
  id: string
  channel_id: string
  message: JsonText
  status: string
  attempts: number
  created_at: Time
  next_attempt_at: Time | null
  settled_at: Time | null
  error: string | null
  /** Id of the delivery that must be settled first. */
  waits_for: string | null
}

export interface AcknowledgementRow {
  subject_id: string
  by_id: string | null
  by_name: string
  at: Time
}

export interface FailureCommentRow {
  id: string
  subject_id: string
  body: string
  by_id: string | null
  by_name: string
  at: Time
}
