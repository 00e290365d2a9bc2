import { useState } from 'react'

import { endOfDay } from '#web/lib/time/days.ts'
import { formatDate, formatTime } from '#web/lib/format.ts'
import { lastVisit } from '#web/lib/last-visit.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { momentAt, wallOf } from '#web/lib/time/wall-time.ts'
import { Button } from '#web/ui/button.tsx'
import { DayInput } from '#web/ui/fields/day-input.tsx'
import { DAY_PRESETS, daysText, firstOfDays, type Days } from '#web/ui/chips/days-chip.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { FilterPanel } from '#web/ui/fields/filter-panel.tsx'

import type { Changes, ExecutionSearch } from './execution-search.ts'
import { SINCE, sinceMoment } from './since.ts'
import { filterChipsWords, SINCE_WORDS, whenChipWords } from './words.ts'

type Span = Pick<ExecutionSearch, 'days' | 'window' | 'since'>

/** A filter by time: spans that move with the clock, days, or moments to the minute. */
export function WhenChip({ span, onChange }: { span: Span; onChange: (changes: Changes) => void }) {
  const zone = useTimeZone()
  const shown = spanText(span, zone)
  const label = filterChipsWords.date
  return (
    <FilterPanel
      label={label}
      name={shown === undefined ? whenChipWords.filter : filterChipsWords.window(shown)}
      text={shown === undefined ? label : filterChipsWords.window(shown)}
      shown={shown}
      onClear={() => onChange({ from: undefined, to: undefined })}
      className="w-88 p-3"
    >
      {(close) => {
        const choose = (changes: Changes) => {
          close()
          onChange(changes)
        }
        return (
          <>
            <div className="mb-3 grid grid-cols-2 gap-1.5">
              {SINCE.filter((since) => since !== 'look' || lastVisit() !== undefined).map((since) => (
                <Button
                  key={since}
                  size="small"
                  aria-pressed={since === span.since}
                  onClick={() => choose({ since })}
                >
                  {SINCE_WORDS[since]}
                </Button>
              ))}
              {DAY_PRESETS.map(({ label: preset, days }) => (
                <Button
                  key={preset}
                  size="small"
                  onClick={() => choose({ from: firstOfDays(days, zone), to: undefined })}
                >
                  {preset}
                </Button>
              ))}
            </div>
            <Bounds span={span} zone={zone} onChange={onChange} />
          </>
        )
      }}
    </FilterPanel>
  )
}

/** Both ends, each with a day and an optional time of day. */
function Bounds({
  span,
  zone,
  onChange,
}: {
  span: Span
  zone: string
  onChange: (changes: Changes) => void
}) {
  const bounds = boundsOf(span, zone)
  return (
    <div className="space-y-2">
      {(['from', 'to'] as const).map((end) => (
        <Bound
          key={end}
          label={whenChipWords[end]}
          timeLabel={whenChipWords.time[end]}
          bound={bounds[end]}
          onChange={(bound) => onChange({ ...addressValues(bounds, zone), [end]: addressValue(bound, zone) })}
        />
      ))}
      <p className="text-xs text-text-faint">{whenChipWords.zone(zone)}</p>
    </div>
  )
}

interface DayAndTime {
  day: string
  time: string
}

function Bound({
  label,
  timeLabel,
  bound: { day, time },
  onChange,
}: {
  label: string
  timeLabel: string
  bound: DayAndTime
  onChange: (bound: DayAndTime) => void
}) {
  // A time without a day filters nothing yet, and the address cannot hold it.
  const [typedTime, setTypedTime] = useState(time)
  return (
    <div className="grid grid-cols-[1fr_7rem] gap-2">
      <Field label={label}>
        {(control) => (
          <DayInput {...control} value={day} onChange={(next) => onChange({ day: next, time: typedTime })} />
        )}
      </Field>
      <Field label={timeLabel}>
        {(control) => (
          <Input
            {...control}
            type="time"
            defaultValue={time}
            onChange={({ currentTarget: { value, validity } }) => {
              if (validity.badInput) return
              setTypedTime(value)
              if (day !== '') onChange({ day, time: value })
            }}
          />
        )}
      </Field>
    </div>
  )
}

function boundsOf({ days, window, since }: Span, zone: string): Record<'from' | 'to', DayAndTime> {
  const sinceStart = since === undefined ? undefined : sinceMoment(since, zone, Date.now())
  const bound = (day: string | undefined, moment: string | undefined): DayAndTime => {
    if (moment === undefined) return { day: day ?? '', time: '' }
    const wall = wallOf(moment, zone)
    return { day: wall.slice(0, 10), time: wall.slice(11) }
  }
  return { from: bound(days.from, window?.from ?? sinceStart), to: bound(days.to, window?.to) }
}

const addressValues = (bounds: Record<'from' | 'to', DayAndTime>, zone: string): Changes => ({
  from: addressValue(bounds.from, zone),
  to: addressValue(bounds.to, zone),
})

/** Returns the value as the address has it: a day, or the moment. */
function addressValue({ day, time }: DayAndTime, zone: string): string | undefined {
  if (day === '') return undefined
  return time === '' ? day : (momentAt(`${day}T${time}`, zone) ?? day)
}

/** Describes a span in words, or returns undefined if there is none. */
export function spanText({ days, window, since }: Span, zone: string): string | undefined {
  if (since !== undefined) return SINCE_WORDS[since]
  if (window === null) return daysText(days) || undefined
  const momentText = (at: string) => `${formatDate(at, zone)} ${formatTime(at, zone).slice(0, 5)}`
  const { from, to } = withDays(window, days, zone)
  if (from === undefined) return to === undefined ? undefined : filterChipsWords.until(momentText(to))
  return to === undefined
    ? filterChipsWords.since(momentText(from))
    : filterChipsWords.between(momentText(from), momentText(to))
}

/** Combines the two ends: one can be a moment and the other a day. */
function withDays(
  { from, to }: NonNullable<Span['window']>,
  days: Days,
  zone: string,
): { from: string | undefined; to: string | undefined } {
  return {
    from: from ?? (days.from === undefined ? undefined : momentAt(`${days.from}T00:00`, zone)),
    to: to ?? endOfDay(days.to, zone),
  }
}
