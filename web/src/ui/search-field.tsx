import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { useRested } from '#web/lib/clock.tsx'

import { Input } from './field.tsx'

const REST_MILLISECONDS = 250

/** Filters a list as one types, a moment after the last key. `value` is the search that is in force. */
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
  const [inForce, setInForce] = useState(value)
  const rested = useRested(text, REST_MILLISECONDS)
  // The search was changed elsewhere, by a cleared filter or the back button: show it.
  if (value !== inForce) {
    setInForce(value)
    if (value !== text.trim()) setText(value)
  }
  const search = useEffectEvent((wanted: string) => {
    if (wanted === text.trim() && wanted !== value) onSearch(wanted)
  })
  useEffect(() => search(rested.trim()), [rested])
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
          if (event.key === 'Enter') onSearch(text.trim())
        }}
      />
    </search>
  )
}
