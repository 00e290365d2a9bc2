import { Search } from 'lucide-react'

import { paletteWords } from '../words.ts'
import { preparePalette } from './palette.tsx'

/** The button that opens the command palette, like ⌘K and Ctrl-K. */
export function SearchBox({ onOpen }: { onOpen: () => void }) {
  return (
    <search className="w-full max-w-90 min-w-0">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onPointerEnter={preparePalette}
        onFocus={preparePalette}
        onClick={onOpen}
        className="touch flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left text-sm text-text-faint hover:bg-hover"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 grow truncate">{paletteWords.placeholder}</span>
        <kbd
          aria-hidden
          className="hidden shrink-0 rounded-sm border border-line px-1.5 font-sans text-2xs sm:block"
        >
          {COMMAND_KEY}
        </kbd>
      </button>
    </search>
  )
}

const COMMAND_KEY = /mac|iphone|ipad/i.test(navigator.userAgent)
  ? paletteWords.commandMac
  : paletteWords.command
