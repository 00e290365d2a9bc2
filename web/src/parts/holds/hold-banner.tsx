import type { Hold } from '@flx/shared/executions/hold'
import { CirclePause } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { useRole } from '#web/api/access/session.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { EndHoldDialog } from './end-hold-dialog.tsx'
import { useHolds } from './use-holds.ts'
import { holdBannerWords } from './words.ts'

/** More than this many would push the page out of sight; the page of schedules shows all of them. */
export const SHOWN_HOLDS = 2

/** On every page while executions are held: what, why, by whom and until when. */
export function HoldBanner() {
  useLive('holds')
  const holds = useHolds()
  if (holds.length === 0) return null
  const more = holds.length - SHOWN_HOLDS
  return (
    <section aria-label={holdBannerWords.holds} className="mb-4 space-y-1.5">
      <HoldList holds={holds.slice(0, SHOWN_HOLDS)} />
      {more > 0 && (
        <p className="pl-3 text-sm text-text-soft">
          <Link to={paths.schedules()} className="rounded-sm underline">
            {holdBannerWords.more(more)}
          </Link>
        </p>
      )}
    </section>
  )
}

/** Holds, one a line, each with what ends it. */
export function HoldList({ holds }: { holds: readonly Hold[] }) {
  const [ending, setEnding] = useState<Hold | null>(null)
  return (
    <>
      <ul className="space-y-1.5">
        {holds.map((hold) => (
          <HoldLine key={hold.id} hold={hold} onEnd={() => setEnding(hold)} />
        ))}
      </ul>
      {ending !== null && <EndHoldDialog hold={ending} onClose={() => setEnding(null)} />}
    </>
  )
}

function HoldLine({ hold, onEnd }: { hold: Hold; onEnd: () => void }) {
  const zone = useTimeZone()
  const operator = useRole('operator')
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-caution-soft px-3 py-1.5 text-sm text-caution">
      <CirclePause aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 grow basis-60">
        <strong className="font-semibold">{holdBannerWords.held(hold)}</strong> <span>{hold.reason}</span>
        <span className="ml-2 opacity-85">
          {holdBannerWords.by(hold.by)}
          {hold.until === null ? (
            holdBannerWords.untilEnded
          ) : (
            <span title={formatDateTime(hold.until, zone)}>
              {holdBannerWords.ends}
              <RelativeTime at={hold.until} />
            </span>
          )}
          .
        </span>
      </span>
      <Button size="small" disabledReason={operator.allowed ? undefined : operator.reason} onClick={onEnd}>
        {holdBannerWords.endHold}
      </Button>
    </li>
  )
}
