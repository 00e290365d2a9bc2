import { clsx } from 'clsx'

import { useLiveStatus } from '#web/api/live.tsx'
import { useNow } from '#web/lib/clock.tsx'
import { formatRelative, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'

const STALE_MILLISECONDS = 15_000

/** Whether what is on the screen is true now: live, reconnecting, or stale and since when. */
export function LiveIndicator() {
  const status = useLiveStatus()
  const now = useNow(1)
  const zone = useTimeZone()
  const iso = status.lastMessageAt === null ? null : new Date(status.lastMessageAt).toISOString()
  const stale = status.state !== 'connected' && now - status.since > STALE_MILLISECONDS && status.since > 0
  const look = lookOf(status.state, stale)
  const heard =
    iso === null
      ? 'Nothing received yet.'
      : `Last update ${formatRelative(iso, now, zone)}, ${formatTime(iso, zone)}.`
  return (
    <output
      data-live={look.key}
      title={`${look.explanation} ${heard}`}
      className={clsx(
        'inline-flex items-center gap-1.5 px-1 text-sm whitespace-nowrap',
        stale ? 'font-medium text-danger' : 'text-text-soft',
      )}
    >
      <span aria-hidden className={clsx('size-2 shrink-0 rounded-full', look.dot)} />
      <span className="max-sm:sr-only">{look.word}</span>
      {stale && iso !== null && (
        <span className="hidden text-xs lg:inline">{formatRelative(iso, now, zone)}</span>
      )}
    </output>
  )
}

function lookOf(state: 'connecting' | 'connected' | 'reconnecting', stale: boolean) {
  if (state === 'connected') {
    return {
      key: 'connected',
      word: 'Live',
      dot: 'bg-status-success-bar',
      explanation: 'Changes appear as they happen.',
    }
  }
  if (stale) {
    return {
      key: 'stale',
      word: 'Stale',
      dot: 'bg-danger',
      explanation: 'The connection is lost; what you see may be old. The page keeps trying.',
    }
  }
  return {
    key: state,
    word: state === 'connecting' ? 'Connecting' : 'Reconnecting',
    dot: 'bg-status-pending-bar animate-pulse motion-reduce:animate-none',
    explanation: 'Connecting to the server.',
  }
}
