import type { Execution } from '@flx/shared/executions/execution'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'

import { executions } from '#web/api/executions/executions.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { PendingOption, Select } from '#web/ui/fields/field.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { comparisonChoiceWords as WORDS } from '../words.ts'

/** Chooses another execution of the pipeline to compare with, kept in the address. */
export function ComparisonChoice({
  execution,
  withId,
}: {
  execution: Execution
  withId: string | undefined
}) {
  const id = useId()
  const zone = useTimeZone()
  const [, setParameters] = useAddressSearch()
  const ended = useQuery(executions.ended(execution.pipelineId))
  const others = (ended.data?.items ?? []).filter((other) => other.id !== execution.id)
  const isListed = withId === undefined || others.some((other) => other.id === withId)
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <label htmlFor={id} className="text-text-soft">
        {WORDS.label}
      </label>
      <Select
        id={id}
        value={withId ?? ''}
        className="w-auto max-w-full"
        onChange={({ target: { value } }) =>
          setParameters(value === '' ? { tab: 'compare' } : { tab: 'compare', with: value }, {
            replace: true,
            preventScrollReset: true,
          })
        }
      >
        <option value="">{WORDS.lastSuccess}</option>
        {!isListed && <option value={withId}>{WORDS.other(withId?.slice(0, 8) ?? '')}</option>}
        {others.map((other) => (
          <option key={other.id} value={other.id}>
            {WORDS.option(
              formatDateTime(other.queuedAt, zone),
              STATUS_LOOKS[other.status].word,
              other.recordsProcessed,
            )}
          </option>
        ))}
        <PendingOption query={ended} />
      </Select>
    </div>
  )
}
