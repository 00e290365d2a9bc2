import { CircleStop, ScanSearch } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Input } from '#web/ui/fields/field.tsx'

import { MIN_CHARACTERS, isLongEnough } from './log-search.ts'
import { logSearchWords as words } from './words.ts'

/**
 * The text to search for. Searches on Enter, because a search reads many logs. Shows a Stop button during a
 * search.
 */
export function SearchForm({
  text,
  searching,
  onSearch,
  onStop,
}: {
  text: string
  searching: boolean
  onSearch: (text: string) => void
  onStop: () => void
}) {
  const [isTooShort, setTooShort] = useState(false)
  return (
    <search className="mb-3 block">
      <form
        // The address changed, by the back button or a link.
        key={text}
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          const newText = String(new FormData(event.currentTarget).get('text') ?? '').trim()
          setTooShort(!isLongEnough(newText))
          if (isLongEnough(newText)) onSearch(newText)
        }}
      >
        <div className="relative min-w-0 grow sm:max-w-xl">
          <ScanSearch
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-faint"
          />
          <Input
            type="search"
            name="text"
            aria-label={words.lines}
            aria-describedby={isTooShort ? 'log-search-error' : undefined}
            aria-invalid={isTooShort || undefined}
            placeholder={words.placeholder}
            defaultValue={text}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            className="pl-8"
          />
        </div>
        {searching ? (
          // A separate button, because changing this one's type would make the click that stops submit the
          // form.
          <Button key="stop" icon={CircleStop} onClick={onStop}>
            {words.stop}
          </Button>
        ) : (
          <Button key="search" type="submit" variant="primary">
            {words.search}
          </Button>
        )}
        {isTooShort && (
          <p id="log-search-error" role="alert" className="w-full text-xs text-danger">
            {words.tooShort(MIN_CHARACTERS)}
          </p>
        )}
      </form>
    </search>
  )
}
