import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { Input } from './field.tsx'
import { recordArrival, recordPassedOn, ownValues } from './own-values.ts'

const DEBOUNCE_MILLISECONDS = 250

/** Filters a list while the user types, a moment after the last key. `value` is the current search. */
export function SearchField({
  label,
  placeholder,
  value,
  onSearch,
  className,
}: {
  label: string
  placeholder: string
  value: string
  onSearch: (text: string) => void
  className?: string
}) {
  const [text, setText] = useState(value)
  const [own, setOwn] = useState(() => ownValues(value))
  const [lastValue, setLastValue] = useState(value)
  if (value !== lastValue) {
    setLastValue(value)
    const next = recordArrival(own, value)
    setOwn(next.own)
    // Changed elsewhere, by a cleared filter or the back button: show it.
    if (next.isNews && value !== text.trim()) setText(value)
  }
  const passOn = (newText: string) => {
    if (newText === value) return
    setOwn(recordPassedOn(own, newText))
    onSearch(newText)
  }
  const search = useEffectEvent(passOn)
  useEffect(() => {
    const timer = setTimeout(() => search(text.trim()), DEBOUNCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <search className={`relative ${className ?? ''}`}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        autoComplete="off"
        spellCheck={false}
        className="pl-8"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') passOn(text.trim())
        }}
      />
    </search>
  )
}
