import { FRESHNESS_STATES, type FreshnessState } from '@flx/shared/pipelines/freshness'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Fragment } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { formatNumber } from '#web/lib/format.ts'

import { fleetSummaryLabel, fleetSummaryWords } from './words.ts'

/** Data becomes stale without an event. */
const REFETCH_MS = 60_000

const LOOKS: Record<FreshnessState, string> = {
  past: 'font-semibold text-status-failed',
  close: 'font-semibold text-caution',
  fresh: 'text-text-soft',
  none: 'text-text-soft',
}

const PLACEHOLDER = '-mt-2 mb-3.5 h-5 w-96 max-w-full max-sm:-mt-2.5 max-sm:mb-3 max-sm:h-12'

/** A sentence about the freshness of all pipelines. Each part filters the list. */
export function FleetSummary({
  chosen,
  onChoose,
}: {
  chosen: FreshnessState | undefined
  onChoose: (state: FreshnessState | undefined) => void
}) {
  const { data, isError } = useQuery({ ...pipelines.freshness(), refetchInterval: REFETCH_MS })
  // If it failed, the list says why.
  if (data === undefined) return <div className={clsx(PLACEHOLDER, !isError && 'skeleton')} />
  return (
    <fieldset
      aria-label={fleetSummaryLabel}
      className="tabular -mt-2.5 mb-3 flex flex-wrap items-center gap-x-1.5 text-sm text-text-faint max-sm:gap-x-3"
    >
      {FRESHNESS_STATES.map((state, index) => {
        const count = data.counts[state]
        return (
          <Fragment key={state}>
            {index > 0 && (
              <span aria-hidden className="max-sm:hidden">
                ·
              </span>
            )}
            <button
              type="button"
              aria-pressed={state === chosen}
              onClick={() => onChoose(state === chosen ? undefined : state)}
              className={clsx(
                'touch-inline min-h-6 rounded-sm hover:underline aria-pressed:underline aria-pressed:underline-offset-4',
                count === 0 ? 'text-text-soft' : LOOKS[state],
              )}
            >
              {fleetSummaryWords[state](formatNumber(count), count === 1)}
            </button>
          </Fragment>
        )
      })}
    </fieldset>
  )
}
