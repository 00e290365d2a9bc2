import { lazy, Suspense } from 'react'

import { useLive } from '#web/api/live/live.tsx'

import { useHolds } from './use-holds.ts'

// Loaded lazily, because usually nothing is held.
const ShownHolds = lazy(async () => ({ default: (await import('./shown-holds.tsx')).ShownHolds }))

/** A banner on every page while executions are held: what, why, by whom and until when. */
export function HoldBanner() {
  useLive('holds')
  const holds = useHolds()
  if (holds.length === 0) return null
  return (
    <Suspense>
      <ShownHolds holds={holds} />
    </Suspense>
  )
}
