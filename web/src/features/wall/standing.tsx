import { clsx } from 'clsx'
import { WifiOff } from 'lucide-react'

import { useLiveStatus } from '#web/api/live/live.tsx'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatTime, shortSpan } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import type { ShownWall } from './use-wall.ts'
import { standingWords } from './words.ts'

/** Shows whether the wall is up to date, and since when it is not. */
export function Standing({ standing, dataAt, data }: ShownWall) {
  const zone = useTimeZone()
  const now = useNow(1)
  const { storage } = useLiveStatus()
  const time = formatTime(new Date(dataAt).toISOString(), zone)
  if (standing === 'lost' || (storage !== null && standing === 'live')) {
    return (
      <output
        data-standing={standing}
        className="flex min-w-0 items-center gap-3 rounded-md bg-danger px-5 py-2 text-2xl leading-9 font-semibold text-on-danger"
      >
        <WifiOff aria-hidden className="size-7 shrink-0" />
        <span className="tabular truncate">
          {storage !== null && standing === 'live'
            ? standingWords.storage(formatTime(storage.since, zone))
            : standingWords.lost(time, shortSpan((now - dataAt) / 1000))}
        </span>
      </output>
    )
  }
  return (
    <output
      data-standing={standing}
      className={clsx(
        'flex min-w-0 items-center gap-3 text-2xl',
        standing === 'reconnecting' ? 'font-semibold text-status-pending' : 'text-text-soft',
      )}
    >
      <span
        aria-hidden
        className={clsx(
          'size-4 shrink-0 rounded-full',
          standing === 'live' ? 'bg-status-success-bar' : 'bg-status-pending-bar',
        )}
      />
      <span className="tabular truncate">
        {standing === 'live'
          ? standingWords.live
          : standing === 'reconnecting' && data !== undefined
            ? standingWords.reconnecting(time)
            : standingWords.connecting}
      </span>
    </output>
  )
}
