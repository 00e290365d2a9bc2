import { Field, Input } from '#web/ui/fields/field.tsx'

import { objectiveFieldWords as words } from '../../objectives/words.ts'
import type { ObjectivesDraft } from '../draft/objectives-draft.ts'

/** The objectives of a pipeline. Asks for the days once there is an objective. */
export function ObjectiveFields({
  draft,
  errors,
  onChange,
}: {
  draft: ObjectivesDraft
  errors: Readonly<Record<string, string>>
  onChange: (draft: ObjectivesDraft) => void
}) {
  const field = (
    key: keyof ObjectivesDraft,
    path: 'successObjective' | 'freshnessObjective' | 'objectiveDays',
    { label, hint }: { label: string; hint: string },
  ) => (
    <Field path={path} label={label} error={errors[path]} hint={hint}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          className="tabular"
          value={draft[key]}
          placeholder={words.none}
          onChange={({ target: { value } }) => onChange({ ...draft, [key]: value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {field('success', 'successObjective', { label: words.success, hint: words.successHint })}
      {field('freshness', 'freshnessObjective', { label: words.freshness, hint: words.freshnessHint })}
      {(draft.success !== '' || draft.freshness !== '') &&
        field('days', 'objectiveDays', { label: words.days, hint: words.daysHint })}
    </>
  )
}
