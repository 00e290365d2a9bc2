import { useLiveStatus } from '#web/api/live/live.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { noteWords } from '../words.ts'

/** A note on every page while the server refuses its live connection: why, and how the page continues. */
export function RefusalNote() {
  const { refused } = useLiveStatus()
  if (refused === null) return null
  return (
    <Notice tone="caution" className="mb-4">
      {noteWords.refusal(refused)}
    </Notice>
  )
}
