import { StickyNote } from 'lucide-react'

import { noteMarkWords } from './words.ts'

/** The number of notes, for lists. Renders nothing if there are none. */
export function NoteMark({ notes }: { notes: number }) {
  if (notes === 0) return null
  const text = noteMarkWords.notes(notes)
  return (
    <span
      title={text}
      className="tabular inline-flex items-center gap-0.5 text-2xs whitespace-nowrap text-text-faint"
    >
      <StickyNote aria-hidden className="size-3.5" />
      <span aria-hidden>{notes}</span>
      <span className="sr-only">{text}</span>
    </span>
  )
}
