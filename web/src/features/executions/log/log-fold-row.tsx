import { ChevronRight } from 'lucide-react'

import type { LogItem } from './log-fold.ts'
import { logFoldWords as WORDS } from './words.ts'

/** The row in place of folded lines. Choosing it expands them. */
export function LogFoldRow({
  item: { kind, first, last, lines },
  onOpen,
}: {
  item: Exclude<LogItem, { kind: 'line' }>
  onOpen: () => void
}) {
  return (
    <button
      type="button"
      data-fold={kind}
      onClick={onOpen}
      className="flex h-5 w-full min-w-full items-center gap-3 bg-hover px-3 text-left font-mono text-xs/5 text-text-soft hover:text-text focus-visible:-outline-offset-2"
    >
      <span aria-hidden className="w-14 shrink-0" />
      <span className="inline-flex items-center gap-2">
        <ChevronRight aria-hidden className="size-3.5" />
        {kind === 'traceback'
          ? WORDS.traceback(lines.length)
          : WORDS.similar(lines.length, first.line, last.line)}
      </span>
    </button>
  )
}
