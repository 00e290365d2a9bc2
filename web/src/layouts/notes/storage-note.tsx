import { useLiveStatus } from '#web/api/live/live.tsx'
import { formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Notice } from '#web/ui/notice.tsx'

import { noteWords } from '../words.ts'

/**
 * A note on every page while the server cannot save anything: what is wrong and what to do, in the server's
 * words.
 */
export function StorageNote() {
  const { storage } = useLiveStatus()
  const zone = useTimeZone()
  if (storage === null) return null
  return (
    <Notice tone="danger" className="mb-4">
      {noteWords.storage(storage.message, formatTime(storage.since, zone))}
    </Notice>
  )
}
