import { dayOf } from '#web/lib/time/days.ts'
import { formatDate } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { Button } from '../button.tsx'
import { DayInput } from '../fields/day-input.tsx'
import { Field } from '../fields/field.tsx'
import { FilterPanel } from '../fields/filter-panel.tsx'
import { filterWords } from '../words.ts'

/** Days as `2026-11-23`, both inclusive. Undefined is open. */
export interface Days {
  from: string | undefined
  to: string | undefined
}

/** Spans of days that end today. */
export const DAY_PRESETS = [
  { label: filterWords.today, days: 1 },
  { label: filterWords.last7Days, days: 7 },
  { label: filterWords.last30Days, days: 30 },
  { label: filterWords.last90Days, days: 90 },
]

/** Returns the first of `days` days, the last of which is today. */
export const firstOfDays = (days: number, zone: string): string =>
  dayOf(new Date(Date.now() - (days - 1) * 86_400_000), zone)

/** A filter by days: a few presets, or two dates. */
export function DaysChip({
  label,
  from,
  to,
  onChange,
}: Days & { label: string; onChange: (days: Days) => void }) {
  const zone = useTimeZone()
  const isSet = from !== undefined || to !== undefined
  const text = filterWords.days(label, daysText({ from, to }))
  return (
    <FilterPanel
      label={label}
      name={isSet ? text : filterWords.filterBy(label)}
      text={isSet ? text : label}
      shown={isSet ? daysText({ from, to }) : undefined}
      onClear={() => onChange({ from: undefined, to: undefined })}
      className="w-72 p-3"
    >
      {(close) => (
        <>
          <div className="mb-3 grid grid-cols-2 gap-1.5">
            {DAY_PRESETS.map(({ label: preset, days }) => (
              <Button
                key={preset}
                size="small"
                onClick={() => {
                  close()
                  onChange({ from: firstOfDays(days, zone), to: undefined })
                }}
              >
                {preset}
              </Button>
            ))}
          </div>
          <div className="grid grid-cols-2 gap-2">
            <Field label={filterWords.from}>
              {(control) => (
                <DayInput
                  {...control}
                  value={from ?? ''}
                  max={to}
                  onChange={(day) => onChange({ from: day || undefined, to })}
                />
              )}
            </Field>
            <Field label={filterWords.to}>
              {(control) => (
                <DayInput
                  {...control}
                  value={to ?? ''}
                  min={from}
                  onChange={(day) => onChange({ from, to: day || undefined })}
                />
              )}
            </Field>
          </div>
        </>
      )}
    </FilterPanel>
  )
}

const formatDay = (day: string): string => formatDate(`${day}T00:00:00Z`, 'UTC')

/** Formats a span of days: `since 23 Nov 2026`. */
export function daysText({ from, to }: Days): string {
  if (from !== undefined && to !== undefined) {
    return from === to ? filterWords.on(formatDay(from)) : filterWords.between(formatDay(from), formatDay(to))
  }
  if (from !== undefined) return filterWords.since(formatDay(from))
  return to === undefined ? '' : filterWords.until(formatDay(to))
}
