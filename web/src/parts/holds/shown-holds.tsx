import type { Hold } from '@flx/shared/executions/hold'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'

import { HoldList } from './hold-list.tsx'
import { SHOWN_HOLDS } from './use-holds.ts'
import { holdBannerWords } from './words.ts'

/** The first holds, with a link to the others. */
export default function ShownHolds({ holds }: { holds: readonly Hold[] }) {
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
