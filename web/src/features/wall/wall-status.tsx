import { clsx } from 'clsx'
import { WifiOff } from 'lucide-react'

import { useLiveStatus } from '#web/api/live/live.tsx'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatTime, shortSpan } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import type { WallView } from './use-wall.ts'
import { statusWords } from './words.ts'

/** Shows whether the wall is up to date, and since when it is not. */
export function WallStatus({ status, dataAt, data }: WallView) {
  const zone = useTimeZone()
  const now = useNow(1)
  const { storage } = useLiveStatus()
  const time = formatTime(new Date(dataAt).toISOString(), zone)
  if (status === 'lost' || (storage !== null && status === 'live')) {
    return (
      <output
        data-connection={status}
        className="flex min-w-0 items-center gap-3 rounded-md bg-danger px-5 py-2 text-2xl leading-9 font-semibold text-on-danger"
      >
        <WifiOff aria-hidden className="size-7 shrink-0" />
        <span className="tabular truncate">
          {storage !== null && status === 'live'
            ? statusWords.storage(formatTime(storage.since, zone))
            : statusWords.lost(time, shortSpan((now - dataAt) / 1000))}
        </span>
      </output>
    )
  }
  return (
    <output
      data-connection={status}
      className={clsx(
        'flex min-w-0 items-center gap-3 text-2xl',
        status === 'reconnecting' ? 'font-semibold text-status-pending' : 'text-text-soft',
      )}
    >
      <span
        aria-hidden
        className={clsx(
          'size-4 shrink-0 rounded-full',
          status === 'live' ? 'bg-status-success-bar' : 'bg-status-pending-bar',
        )}
      />
      <span className="tabular truncate">
        {status === 'live'
          ? statusWords.live
          : status === 'reconnecting' && data !== undefined
            ? statusWords.reconnecting(time)
            : statusWords.connecting}
      </span>
    </output>
  )
}
