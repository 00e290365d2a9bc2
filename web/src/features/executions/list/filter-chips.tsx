import { SHORTFALLS, EXECUTION_STATUSES } from '@flx/shared/execution-status'

import { Button } from '#web/ui/button.tsx'
import { ClearFilter, FilterChip, filterClass } from '#web/ui/chip.tsx'
import { DaysChip } from '#web/ui/days-chip.tsx'
import { formatDate, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { SeveralChip } from '#web/ui/several-chip.tsx'
import { SHORTFALL_LOOKS } from '#web/ui/shortfall-badge.tsx'
import { STATUS_LOOKS } from '#web/ui/status-badge.tsx'

import { TRIGGER_WORDS, isNarrowed, type Changes, type ExecutionSearch } from './execution-search.ts'

const STATUS_OPTIONS = EXECUTION_STATUSES.map((value) => ({ value, label: STATUS_LOOKS[value].word }))
const TRIGGER_OPTIONS = Object.entries(TRIGGER_WORDS).map(([value, label]) => ({ value, label }))
const KIND_OPTIONS = [
  { value: 'true', label: 'Full refresh' },
  { value: 'false', label: 'Incremental' },
]
const RECORD_OPTIONS = SHORTFALLS.map((value) => ({ value, label: SHORTFALL_LOOKS[value].word }))

/** What narrows a list of executions, each filter a chip; all of it lives in the URL. */
export function ExecutionFilterChips({
  search: { filters, days, window },
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
        label="Status"
        options={STATUS_OPTIONS}
        values={filters.status ?? []}
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
      <SeveralChip
        label="Records"
        options={RECORD_OPTIONS}
        values={filters.shortfall ?? []}
        onChange={(shortfall) => onChange({ shortfall })}
      />
      {window === null ? (
        <DaysChip label="Queued" {...days} onChange={({ from, to }) => onChange({ from, to })} />
      ) : (
        <WindowChip window={window} onClear={() => onChange({ from: undefined, to: undefined })} />
      )}
      {isNarrowed(filters) && (
        <Button variant="quiet" onClick={onClear}>
          Clear all
        </Button>
      )}
    </>
  )
}

/** Moments that a chart led to: shown and cleared here, chosen there. */
function WindowChip({
  window: { from, to },
  onClear,
}: {
  window: NonNullable<ExecutionSearch['window']>
  onClear: () => void
}) {
  const zone = useTimeZone()
  const words = (at: string) => `${formatDate(at, zone)} ${formatTime(at, zone).slice(0, 5)}`
  const shown =
    from === undefined
      ? `until ${words(to ?? '')}`
      : to === undefined
        ? `since ${words(from)}`
        : `${words(from)} – ${words(to)}`
  return (
    <span className="inline-flex max-w-full">
      <span className={filterClass(true)} title={`Queued ${shown}`}>
        <span className="truncate">Queued {shown}</span>
      </span>
      <ClearFilter label="Queued" shown={shown} onClear={onClear} />
    </span>
  )
}
