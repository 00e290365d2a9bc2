import { RETRIED_OUTCOMES, type RetriedOutcome } from '@flx/shared/executions/execution-status'

import { formatPeriod } from '#web/lib/format.ts'
import { PrioritySelect } from '#web/parts/queue/priority-select.tsx'
import { priorityWords } from '#web/parts/queue/words.ts'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'

import { RETRIED_WORDS } from '../retry-words.ts'
import type { DraftErrors, PipelineDraft } from './draft/pipeline-draft.ts'
import { LabelField } from './fields/label-field.tsx'
import { ObjectiveFields } from './fields/objective-fields.tsx'
import { TimeField } from './fields/time-field.tsx'
import { limitsSectionWords } from './words.ts'

const RETRY_DELAYS = [10, 60, 300, 900, 3600]
const MAX_RETRIES = 10

/** Limits, and retries of a failed execution. */
export function LimitsSection({
  draft,
  errors: { fields },
  onChange,
}: {
  draft: PipelineDraft
  errors: DraftErrors
  onChange: (change: Partial<PipelineDraft>) => void
}) {
  return (
    <Section title={limitsSectionWords.limitsAndRetries}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] items-start gap-4">
        <TimeField
          path="timeoutSeconds"
          label={limitsSectionWords.timeLimit}
          error={fields['timeoutSeconds']}
          hint={limitsSectionWords.timeoutHint}
          value={draft.timeout}
          onChange={(timeout) => onChange({ timeout })}
        />
        <TimeField
          path="silenceTimeoutSeconds"
          label={limitsSectionWords.silenceLimit}
          error={fields['silenceTimeoutSeconds']}
          hint={limitsSectionWords.silenceHint}
          value={draft.silence}
          onChange={(silence) => onChange({ silence })}
        />
        <TimeField
          path="freshnessTargetSeconds"
          label={limitsSectionWords.freshnessTarget}
          placeholder={limitsSectionWords.none}
          error={fields['freshnessTargetSeconds']}
          hint={limitsSectionWords.freshnessHint}
          value={draft.freshness}
          onChange={(freshness) => onChange({ freshness })}
        />
        <ObjectiveFields
          draft={draft.objectives}
          errors={fields}
          onChange={(objectives) => onChange({ objectives })}
        />
        <Field
          path="priority"
          label={priorityWords.priority}
          error={fields['priority']}
          hint={priorityWords.hint}
        >
          {(control) => (
            <PrioritySelect
              control={control}
              priority={draft.priority}
              onChange={(priority) => onChange({ priority: priority ?? 'normal' })}
            />
          )}
        </Field>
        <LabelField
          labels={draft.requiredLabels}
          error={fields['requiredLabels']}
          onChange={(requiredLabels) => onChange({ requiredLabels })}
        />
        <Field
          path="retryAttempts"
          label={limitsSectionWords.retries}
          hint={draft.retryAttempts === 0 ? limitsSectionWords.retriesHint : limitsSectionWords.backoffHint}
        >
          {(control) => (
            <div className="flex gap-2">
              <Select
                {...control}
                value={draft.retryAttempts}
                onChange={({ target: { value } }) => onChange({ retryAttempts: Number(value) })}
              >
                <option value={0}>{limitsSectionWords.none}</option>
                {Array.from({ length: MAX_RETRIES }, (_, index) => (
                  <option key={index} value={index + 1}>
                    {index + 1}
                  </option>
                ))}
              </Select>
              <Select
                aria-label={limitsSectionWords.firstDelay}
                value={draft.retryDelaySeconds}
                disabled={draft.retryAttempts === 0}
                className="w-36! shrink-0"
                onChange={({ target: { value } }) => onChange({ retryDelaySeconds: Number(value) })}
              >
                {[...new Set([...RETRY_DELAYS, draft.retryDelaySeconds])].map((seconds) => (
                  <option key={seconds} value={seconds}>
                    {limitsSectionWords.after(formatPeriod(seconds))}
                  </option>
                ))}
              </Select>
            </div>
          )}
        </Field>
      </div>
      {draft.retryAttempts > 0 && (
        <RetriedFailures
          chosen={draft.retryOn}
          error={fields['retryOn']}
          onChange={(retryOn) => onChange({ retryOn })}
        />
      )}
    </Section>
  )
}

function RetriedFailures({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly RetriedOutcome[]
  error: string | undefined
  onChange: (chosen: RetriedOutcome[]) => void
}) {
  return (
    <fieldset className="mt-4">
      <legend className="mb-1 text-sm font-medium">{limitsSectionWords.retryAfter}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {RETRIED_OUTCOMES.map((outcome) => (
          <Checkbox
            key={outcome}
            checked={chosen.includes(outcome)}
            label={RETRIED_WORDS[outcome].label}
            hint={RETRIED_WORDS[outcome].hint}
            onChange={({ target: { checked } }) =>
              onChange(
                RETRIED_OUTCOMES.filter((option) => (option === outcome ? checked : chosen.includes(option))),
              )
            }
          />
        ))}
      </div>
      {error !== undefined && <p className="mt-1 text-xs text-danger">{error}</p>}
    </fieldset>
  )
}
