import { useLayoutEffect } from 'react'

import { formatTime, formatWeekday } from '#web/lib/format.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

/** A clock in the time zone of the display. */
export function Clock() {
  const zone = useTimeZone()
  const at = new Date(useNow(1)).toISOString()
  return (
    <time dateTime={at} className="flex shrink-0 items-baseline gap-5">
      <span className="text-[2.9rem] leading-14 font-semibold">{formatTime(at, zone).slice(0, 5)}</span>
      <span className="text-2xl text-text-soft">{formatWeekday(at, zone)}</span>
    </time>
  )
}

/** Makes text scale with the display on large screens, so that the same rows fit on each. */
export function useScaledText(): void {
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-wall', true)
    return () => document.documentElement.removeAttribute('data-wall')
  }, [])
}
