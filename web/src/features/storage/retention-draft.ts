import type { RetentionPolicy } from '@flx/shared/operations/retention'
import { retentionWords } from './words.ts'

type Field = Exclude<keyof RetentionPolicy, 'hour'>

/** A policy as typed. Empty means forever. */
export type RetentionDraft = Record<Field, string> & { hour: number }

export interface RetentionField {
  field: Field
  label: string
  hint: string
}

/** Fields of the form, in order. */
export const RETENTION_FIELDS: readonly RetentionField[] = [
  {
    field: 'executionDays',
    label: retentionWords.executions,
    hint: retentionWords.executionsHint,
  },
  {
    field: 'executionsPerPipeline',
    label: retentionWords.perPipeline,
    hint: retentionWords.perPipelineHint,
  },
  { field: 'logDays', label: retentionWords.logsInDays, hint: retentionWords.logsHint },
  { field: 'alertDays', label: retentionWords.deliveriesAndClosedIncidents, hint: '' },
  { field: 'tickDays', label: retentionWords.ticks, hint: retentionWords.ticksHint },
  { field: 'auditDays', label: retentionWords.auditLogInDays, hint: retentionWords.atLeast30 },
  { field: 'eventDays', label: retentionWords.liveEventsInDays, hint: retentionWords.eventsHint },
  {
    field: 'warnFreeGigabytes',
    label: retentionWords.diskWarning,
    hint: retentionWords.diskWarningHint,
  },
]

export const draftOf = (policy: RetentionPolicy): RetentionDraft => ({
  ...(Object.fromEntries(
    RETENTION_FIELDS.map(({ field }) => [field, policy[field]?.toString() ?? '']),
  ) as Record<Field, string>),
  hour: policy.hour,
})

/**
 * Converts the draft to a policy. Text that is not a number is kept, so that the server reports what is wrong
 * with it.
 */
export function policyOf(draft: RetentionDraft): RetentionPolicy {
  const numbers = Object.fromEntries(
    RETENTION_FIELDS.map(({ field }) => {
      const text = draft[field].trim()
      return [field, text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)]
    }),
  )
  // The server refuses empty fields and text that is not a number, with a message for each.
  return { ...numbers, hour: draft.hour } as RetentionPolicy
}
