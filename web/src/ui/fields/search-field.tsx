import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { Input } from './field.tsx'
import { arrived, handedOn, ownValues } from './own-values.ts'

const REST_MILLISECONDS = 250

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
  const [inForce, setInForce] = useState(value)
  if (value !== inForce) {
    setInForce(value)
    const next = arrived(own, value)
    setOwn(next.own)
    // Changed elsewhere, by a cleared filter or the back button: show it.
    if (next.isNews && value !== text.trim()) setText(value)
  }
  const handOn = (wanted: string) => {
    if (wanted === value) return
    setOwn(handedOn(own, wanted))
    onSearch(wanted)
  }
  const search = useEffectEvent(handOn)
  useEffect(() => {
    const timer = setTimeout(() => search(text.trim()), REST_MILLISECONDS)
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
          if (event.key === 'Enter') handOn(text.trim())
        }}
      />
    </search>
  )
}
