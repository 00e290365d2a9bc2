// The combobox pattern has no HTML elements: a list of options for a text field consists of roles only.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Search } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'

import { Spinner } from '#web/ui/spinner.tsx'

import { paletteWords } from '../words.ts'

/**
 * The typed text. `enterPending`: Enter was pressed before the answer arrived, and means the first entry that will
 * come.
 */
export interface TypedText {
  text: string
  enterPending: boolean
}

/** The field of the palette. It is usable while the list's code loads: what is typed waits for it. */
export function PaletteField({
  typed: { text },
  busy,
  list,
  onType,
  onPress,
}: {
  typed: TypedText
  busy: boolean
  list?: { id: string; active: string | undefined }
  onType: (typed: TypedText) => void
  onPress: (event: KeyboardEvent) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const field = input.current
    field?.focus()
    field?.setSelectionRange(field.value.length, field.value.length)
  }, [])
  return (
    <div className="flex items-center gap-2.5 border-b border-line px-4">
      {busy ? (
        <Spinner className="size-4 text-text-faint" />
      ) : (
        <Search aria-hidden className="size-4 shrink-0 text-text-faint" />
      )}
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={paletteWords.title}
        aria-expanded={list !== undefined}
        aria-controls={list?.id}
        aria-autocomplete="list"
        aria-activedescendant={list?.active}
        placeholder={paletteWords.placeholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => onType({ text: event.target.value, enterPending: false })}
        onKeyDown={onPress}
        className="h-12 min-w-0 grow bg-transparent text-base outline-none placeholder:text-text-faint"
      />
    </div>
  )
}
