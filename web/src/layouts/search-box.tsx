import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useNavigate } from 'react-router'

import { useHotkeys } from '#web/lib/hotkeys.ts'
import { paths } from '#web/paths.ts'
import { Input } from '#web/ui/field.tsx'

/** Finds pipelines from any page; `/` goes here. */
export function SearchBox() {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useHotkeys({ '/': () => input.current?.focus() })
  return (
    <search className="w-full max-w-90 min-w-0">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault()
          const search = input.current?.value.trim() ?? ''
          if (input.current !== null) input.current.value = ''
          void navigate(paths.pipelines(search === '' ? {} : { search }))
        }}
      >
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-faint"
        />
        <Input
          ref={input}
          type="search"
          name="search"
          aria-label="Search pipelines"
          placeholder="Search pipelines…"
          autoComplete="off"
          className="pr-8 pl-8"
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2 hidden -translate-y-1/2 rounded-sm border border-line px-1.5 font-sans text-2xs text-text-faint sm:block"
        >
          /
        </kbd>
      </form>
    </search>
  )
}
