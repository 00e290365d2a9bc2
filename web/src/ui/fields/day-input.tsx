import { useEffect, useRef, useState, type ComponentProps } from 'react'

import { isDay } from '#web/lib/time/days.ts'

import { Input } from './field.tsx'
import { arrived, handedOn, ownValues } from './own-values.ts'

/**
 * A date field. While a date is typed its year passes through the first century: only a plausible day is handed on, and
 * "" once the field is emptied. The field itself keeps its text: a value that is set while the user types would start
 * that part of the date over.
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
  const [first] = useState(value)
  const own = useRef(ownValues(value))
  useEffect(() => {
    const next = arrived(own.current, value)
    own.current = next.own
    if (next.isNews && field.current !== null) field.current.value = value
  }, [value])
  return (
    <Input
      {...props}
      ref={field}
      type="date"
      defaultValue={first}
      onChange={({ currentTarget: { value: typed, validity } }) => {
        // Half a date has no value either.
        if (validity.badInput || (typed !== '' && !isDay(typed))) return
        own.current = handedOn(own.current, typed)
        onChange(typed)
      }}
    />
  )
}
