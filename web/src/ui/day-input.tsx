import { useState, type ComponentProps } from 'react'

import { isDay } from '#web/lib/days.ts'

import { Input } from './field.tsx'

/**
 * A date field. While a date is typed its year passes through the first century: only what is a day of ours is handed
 * on, and "" once the field is emptied.
 */
export function DayInput({
  value,
  onChange,
  ...props
}: Omit<ComponentProps<typeof Input>, 'type' | 'value' | 'onChange'> & {
  /** A day (`2026-11-23`), or "". */
  value: string
  onChange: (day: string) => void
}) {
  const [draft, setDraft] = useState(value)
  const [known, setKnown] = useState(value)
  // Set from elsewhere, by a preset or by going back.
  if (known !== value) {
    setKnown(value)
    setDraft(value)
  }
  return (
    <Input
      {...props}
      type="date"
      value={draft}
      onChange={({ currentTarget: { value: typed, validity } }) => {
        setDraft(typed)
        // Half a date has no value either.
        if (validity.badInput || (typed !== '' && !isDay(typed))) return
        setKnown(typed)
        onChange(typed)
      }}
    />
  )
}
