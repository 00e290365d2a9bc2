import { useEffect, useRef, useState, type ComponentProps } from 'react'

import { isDay } from '#web/lib/days.ts'

import { Input } from './field.tsx'

/**
 * A date field. While a date is typed its year passes through the first century: only what is a day of ours is handed
 * on, and "" once the field is emptied. The field itself keeps what stands in it: a value that is set while somebody
 * types begins the part of the date anew.
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
  /** What was handed on, or came from elsewhere: a preset, going back. */
  const known = useRef(value)
  const [first] = useState(value)
  useEffect(() => {
    if (known.current === value || field.current === null) return
    known.current = value
    field.current.value = value
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
        known.current = typed
        onChange(typed)
      }}
    />
  )
}
