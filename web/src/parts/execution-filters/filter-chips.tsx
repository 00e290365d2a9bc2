import { SHORTFALLS, EXECUTION_STATUSES } from '@flx/shared/executions/execution-status'

import { Button } from '#web/ui/button.tsx'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { SeveralChip } from '#web/ui/chips/several-chip.tsx'
import { SHORTFALL_LOOKS } from '#web/ui/status/shortfall-badge.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { isNarrowed, type Changes, type ExecutionSearch } from './execution-search.ts'
import { WhenChip } from './when-chip.tsx'
import { filterChipsWords, TRIGGER_WORDS } from './words.ts'

const STATUS_OPTIONS = EXECUTION_STATUSES.map((value) => ({ value, label: STATUS_LOOKS[value].word }))
const TRIGGER_OPTIONS = Object.entries(TRIGGER_WORDS).map(([value, label]) => ({ value, label }))
const KIND_OPTIONS = [
  { value: 'true', label: filterChipsWords.fullRefresh },
  { value: 'false', label: filterChipsWords.incremental },
]
const RECORD_OPTIONS = SHORTFALLS.map((value) => ({ value, label: SHORTFALL_LOOKS[value].word }))

/** The filters of a list of executions as chips. All of them live in the URL. */
export function ExecutionFilterChips({
  search: { filters, days, window, since },
  onChange,
  onClear,
}: {
  search: ExecutionSearch
  onChange: (changes: Changes) => void
  onClear: () => void
}) {
  return (
    <>
      <SeveralChip
        label={filterChipsWords.status}
        options={STATUS_OPTIONS}
        values={filters.status ?? []}
        onChange={(status) => onChange({ status })}
      />
      <FilterChip
        label={filterChipsWords.trigger}
        options={TRIGGER_OPTIONS}
        value={filters.trigger}
        onChange={(trigger) => onChange({ trigger })}
      />
      <FilterChip
        label={filterChipsWords.mode}
        options={KIND_OPTIONS}
        value={filters.fullRefresh?.toString()}
        onChange={(fullRefresh) => onChange({ fullRefresh })}
      />
      <SeveralChip
        label={filterChipsWords.records}
        options={RECORD_OPTIONS}
        values={filters.shortfall ?? []}
        onChange={(shortfall) => onChange({ shortfall })}
      />
      <WhenChip span={{ days, window, since }} onChange={onChange} />
      {isNarrowed(filters) && (
        <Button variant="quiet" onClick={onClear}>
          {filterChipsWords.clearAll}
        </Button>
      )}
    </>
  )
}
