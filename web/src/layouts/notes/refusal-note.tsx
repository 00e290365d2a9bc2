import { useLiveStatus } from '#web/api/live/live.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { noteWords } from '../words.ts'

/** On every page while the server takes no live connection of it: why, and how the page continues. */
export function RefusalNote() {
  const { refused } = useLiveStatus()
  if (refused === null) return null
  return (
    <Notice tone="caution" className="mb-4">
      {noteWords.refusal(refused)}
    </Notice>
  )
}
