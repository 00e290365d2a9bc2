import { EXECUTION_STATUSES } from '@flx/shared/execution-status'

import type { ExecutionFilters } from '#web/api/executions.ts'
import { Button } from '#web/ui/button.tsx'
import { FilterChip } from '#web/ui/chip.tsx'
import { DaysChip } from '#web/ui/days-chip.tsx'
import { STATUS_LOOKS } from '#web/ui/status-badge.tsx'

import { TRIGGER_WORDS } from '../../executions/execution-search.ts'
import type { HistoryDays } from './history-search.ts'

const STATUS_OPTIONS = EXECUTION_STATUSES.map((value) => ({ value, label: STATUS_LOOKS[value].word }))
const TRIGGER_OPTIONS = Object.entries(TRIGGER_WORDS).map(([value, label]) => ({ value, label }))
const KIND_OPTIONS = [
  { value: 'true', label: 'Full refresh' },
  { value: 'false', label: 'Incremental' },
]

/** What narrows the history of a pipeline. */
export function HistoryFilters({
  filters,
  days,
  narrowed,
  onChange,
  onClear,
}: {
  filters: ExecutionFilters
  days: HistoryDays
  narrowed: boolean
  onChange: (changes: Record<string, string | undefined>) => void
  onClear: () => void
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterChip
        label="Status"
        options={STATUS_OPTIONS}
        value={filters.status}
        onChange={(status) => onChange({ status })}
      />
      <FilterChip
        label="Trigger"
        options={TRIGGER_OPTIONS}
        value={filters.trigger}
        onChange={(trigger) => onChange({ trigger })}
      />
      <FilterChip
        label="Kind"
        options={KIND_OPTIONS}
        value={filters.fullRefresh?.toString()}
        onChange={(fullRefresh) => onChange({ fullRefresh })}
      />
      <DaysChip label="Queued" {...days} onChange={(next) => onChange({ from: next.from, to: next.to })} />
      {narrowed && (
        <Button variant="quiet" onClick={onClear}>
          Clear all
        </Button>
      )}
    </div>
  )
}
