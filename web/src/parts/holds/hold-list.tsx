import type { Hold } from '@flx/shared/executions/hold'
import { CirclePause } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { EndHoldDialog } from './end-hold-dialog.tsx'
import { holdBannerWords } from './words.ts'

/** Lists holds, one per line, each with a way to end it. */
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
