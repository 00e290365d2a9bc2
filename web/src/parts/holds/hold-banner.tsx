import { useQuery } from '@tanstack/react-query'

import { holds as holdQueries } from '#web/api/executions/holds.ts'
import { useLive } from '#web/api/live/live.tsx'
import { useLastCount } from '#web/lib/last-count.ts'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { Skeleton } from '#web/ui/states.tsx'

import { SHOWN_HOLDS, useHolds } from './use-holds.ts'

// Loaded on demand, because usually nothing is held.
const { Section: ShownHolds } = sectionOnDemand(() => import('./shown-holds.tsx'), {
  placeholder: ({ holds }) => <Placeholder count={holds.length} />,
})

/** A banner on every page while executions are held: what, why, by whom and until when. */
export function HoldBanner() {
  useLive('holds')
  const holds = useHolds()
  const { isPending } = useQuery(holdQueries.list())
  const count = useLastCount('holds', isPending ? undefined : holds.length)
  if (count === 0) return null
  return holds.length === 0 ? <Placeholder count={count} /> : <ShownHolds holds={holds} />
}

function Placeholder({ count }: { count: number }) {
  return (
    <div className="mb-4 space-y-1.5">
      {Array.from({ length: Math.min(count, SHOWN_HOLDS) }, (_line, index) => (
        <Skeleton key={index} className="h-10 w-full" />
      ))}
    </div>
  )
}
