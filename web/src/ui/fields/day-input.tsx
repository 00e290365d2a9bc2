import { useEffect, useRef, useState, type ComponentProps } from 'react'

import { isDay } from '#web/lib/time/days.ts'

import { Input } from './field.tsx'
import { recordArrival, recordPassedOn, ownValues } from './own-values.ts'

/**
 * A date field. While a user types, the year passes through the first century, so only a plausible day is
 * passed on, and "" when the field is emptied. The field keeps its own text, because setting the value during
 * typing would restart the part being typed.
 */
export function DayInput({
  value,
  onChange,
  ...props
}: Omit<ComponentProps<typeof Input>, 'type' | 'ref' | 'value' | 'defaultValue' | 'onChange'> & {
  /** A day (`2026-11-23`), or "". */
  value: string
  onChange: (day: string) => void
}) {
  const field = useRef<HTMLInputElement>(null)
  const [initialValue] = useState(value)
  const own = useRef(ownValues(value))
  useEffect(() => {
    const next = recordArrival(own.current, value)
    own.current = next.own
    if (next.isNews && field.current !== null) field.current.value = value
  }, [value])
  return (
    <Input
      {...props}
      ref={field}
      type="date"
      defaultValue={initialValue}
      onChange={({ currentTarget: { value: typed, validity } }) => {
        // An incomplete date has no value either.
        if (validity.badInput || (typed !== '' && !isDay(typed))) return
        own.current = recordPassedOn(own.current, typed)
        onChange(typed)
      }}
    />
  )
}
