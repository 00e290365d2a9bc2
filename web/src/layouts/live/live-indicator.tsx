import { clsx } from 'clsx'

import type { LiveStatus } from '#web/api/live/live-connection.ts'
import { useLiveStatus } from '#web/api/live/live.tsx'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatRelative, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { liveIndicatorWords } from '../words.ts'

const STALE_MILLISECONDS = 15_000

/** Shows whether the page is up to date: live, reconnecting, or stale and since when. */
export function LiveIndicator() {
  const status = useLiveStatus()
  const now = useNow(1)
  const zone = useTimeZone()
  const iso = status.lastMessageAt === null ? null : new Date(status.lastMessageAt).toISOString()
  const isStale = status.state !== 'connected' && now - status.since > STALE_MILLISECONDS && status.since > 0
  const look = indicatorOf(status, isStale)
  const lastUpdate =
    iso === null
      ? liveIndicatorWords.nothingYet
      : liveIndicatorWords.lastUpdate(formatRelative(iso, now, zone), formatTime(iso, zone))
  return (
    <output
      data-live={look.key}
      title={`${look.explanation} ${lastUpdate}`}
      className={clsx(
        'inline-flex items-center gap-1.5 px-1 text-sm whitespace-nowrap',
        isStale ? 'font-medium text-danger' : 'text-text-soft',
      )}
    >
      <span aria-hidden className={clsx('size-2 shrink-0 rounded-full', look.dot)} />
      <span className="max-sm:sr-only">{look.word}</span>
      {isStale && iso !== null && (
        <span className="hidden text-xs lg:inline">{formatRelative(iso, now, zone)}</span>
      )}
    </output>
  )
}

function indicatorOf({ state, refused }: LiveStatus, isStale: boolean) {
  if (state === 'connected') {
    return {
      key: 'connected',
      word: liveIndicatorWords.live,
      dot: 'bg-status-success-bar',
      explanation: liveIndicatorWords.liveHint,
    }
  }
  if (refused !== null) {
    return { key: 'paused', word: liveIndicatorWords.paused, dot: 'bg-danger', explanation: refused }
  }
  if (isStale) {
    return {
      key: 'stale',
      word: liveIndicatorWords.stale,
      dot: 'bg-danger',
      explanation: liveIndicatorWords.staleHint,
    }
  }
  return {
    key: state,
    word: state === 'connecting' ? liveIndicatorWords.connecting : liveIndicatorWords.reconnecting,
    dot: 'bg-status-pending-bar animate-pulse motion-reduce:animate-none',
    explanation: liveIndicatorWords.connectingHint,
  }
}
