import type { AlertRuleRecord } from '../../src/domain/alerts/alert-store.ts'
import { at, newId } from './records.ts'

/** Makes a rule, by default about failures of every pipeline. */
export const anAlertRule = (fields: Partial<AlertRuleRecord> = {}): AlertRuleRecord => ({
  id: newId(),
  name: 'A rule',
  condition: 'failure',
  threshold: null,
  burnWindows: null,
  pipelineIds: [],
  tags: [],
  channelIds: [],
  isActive: true,
  mutedUntil: null,
  notifyRecovery: true,
  createdAt: at(0),
  updatedAt: at(0),
  ...fields,
})
