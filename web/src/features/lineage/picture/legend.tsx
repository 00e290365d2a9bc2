import { CircleX } from 'lucide-react'

import { legendWords as words } from '../words.ts'

/** Explains the lines and marks of the graph. */
export function Legend() {
  return (
    <ul
      aria-label={words.label}
      className="absolute bottom-3 left-3 space-y-1 rounded-md border border-line bg-surface px-3 py-2 text-xs text-text-soft shadow-low"
    >
      <li className="flex items-center gap-2.5">
        <span aria-hidden className="w-6 border-t-2 border-line-strong" />
        {words.observed}
      </li>
      <li className="flex items-center gap-2.5">
        <span aria-hidden className="w-6 border-t-2 border-dashed border-line-strong" />
        {words.inferred}
      </li>
      <li className="flex items-center gap-2.5">
        <span aria-hidden className="flex w-6 justify-center">
          <CircleX className="size-3.5 text-status-failed" />
        </span>
        {words.late}
      </li>
    </ul>
  )
}
