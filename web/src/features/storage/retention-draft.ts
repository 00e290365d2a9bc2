import type { RetentionPolicy } from '@flx/shared/retention'

type Field = Exclude<keyof RetentionPolicy, 'hour'>

/** A policy as it is typed: empty = for ever. */
export type RetentionDraft = Record<Field, string> & { hour: number }

export interface RetentionField {
  field: Field
  label: string
  hint: string
}

/** What the form asks for, in its order. */
export const RETENTION_FIELDS: readonly RetentionField[] = [
  {
    field: 'executionDays',
    label: 'Executions, in days',
    hint: 'Of every pipeline the last one, the last success and the one of the last state stay. Figures stay, too.',
  },
  {
    field: 'executionsPerPipeline',
    label: 'Executions of each pipeline',
    hint: 'The newest so many. With both, what either says goes.',
  },
  { field: 'logDays', label: 'Logs, in days', hint: 'They may go before their executions.' },
  { field: 'alertDays', label: 'Deliveries and closed incidents, in days', hint: '' },
  { field: 'tickDays', label: 'Ticks of schedules, in days', hint: 'The last one of each pipeline stays.' },
  { field: 'auditDays', label: 'Audit log, in days', hint: 'At least 30.' },
  { field: 'eventDays', label: 'Live events, in days', hint: 'They bring open pages up to date.' },
  {
    field: 'warnFreeGigabytes',
    label: 'Warn when less is free, in GB',
    hint: 'On every page. 0 = never.',
  },
]

export const draftOf = (policy: RetentionPolicy): RetentionDraft => ({
  ...(Object.fromEntries(
    RETENTION_FIELDS.map(({ field }) => [field, policy[field]?.toString() ?? '']),
  ) as Record<Field, string>),
  hour: policy.hour,
})

/** What is no number stays no number: the server says what is wrong with it. */
export function policyOf(draft: RetentionDraft): RetentionPolicy {
  const numbers = Object.fromEntries(
    RETENTION_FIELDS.map(({ field }) => {
      const text = draft[field].trim()
      return [field, text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)]
    }),
  )
  // Fields that may not be empty or are no number are refused by the server, with a sentence for each.
  return { ...numbers, hour: draft.hour } as RetentionPolicy
}
