import { Field, Input, Select } from '#web/ui/fields/field.tsx'

import type { TimeAmount, TimeUnit } from '../draft/time-amount.ts'
import { timeFieldWords } from './words.ts'

const UNITS = ['seconds', 'minutes', 'hours'] as const satisfies readonly TimeUnit[]

/** A duration with its unit. Empty means no limit. */
export function TimeField({
  path,
  label,
  hint,
  error,
  value,
  placeholder = timeFieldWords.noLimit,
  onChange,
}: {
  path?: string
  label: string
  hint: string
  error: string | undefined
  value: TimeAmount
  placeholder?: string
  onChange: (value: TimeAmount) => void
}) {
  return (
    <Field {...(path !== undefined && { path })} label={label} error={error} hint={hint}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            value={value.amount}
            inputMode="numeric"
            placeholder={placeholder}
            className="tabular"
            onChange={(event) => onChange({ ...value, amount: event.target.value })}
          />
          <Select
            aria-label={timeFieldWords.unit(label.toLowerCase())}
            value={value.unit}
            className="w-28! shrink-0"
            onChange={(event) => {
              const unit = UNITS.find((option) => option === event.target.value)
              if (unit !== undefined) onChange({ ...value, unit })
            }}
          >
            {UNITS.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </Select>
        </div>
      )}
    </Field>
  )
}
