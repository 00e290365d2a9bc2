import { ChevronDown } from 'lucide-react'
import { useId, useRef } from 'react'

import { dayOf } from '#web/lib/days.ts'
import { formatDate } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'

import { Button } from './button.tsx'
import { ClearFilter, filterClass } from './chip.tsx'
import { DayInput } from './day-input.tsx'
import { Field } from './field.tsx'

/** Days as `2026-11-23`; both are part of the span, undefined is open. */
export interface Days {
  from: string | undefined
  to: string | undefined
}

const PRESETS = [
  { label: 'Today', days: 1 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
  { label: 'Last 90 days', days: 90 },
]

/** A filter by days: a few spans at hand, or two dates. */
export function DaysChip({
  label,
  from,
  to,
  onChange,
}: Days & { label: string; onChange: (days: Days) => void }) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const zone = useTimeZone()
  const set = from !== undefined || to !== undefined
  const shown = `${label} ${words({ from, to })}`
  const place = () => {
    const box = trigger.current?.getBoundingClientRect()
    if (box === undefined || panel.current === null) return
    panel.current.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.current.offsetWidth - 8))}px`
    panel.current.style.top = `${Math.min(box.bottom + 4, innerHeight - panel.current.offsetHeight - 8)}px`
  }
  const choose = (days: Days) => {
    panel.current?.hidePopover()
    trigger.current?.focus()
    onChange(days)
  }
  return (
    <span className="inline-flex max-w-full">
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-label={set ? shown : `Filter by ${label.toLowerCase()}`}
        title={set ? shown : `Filter by ${label.toLowerCase()}`}
        className={filterClass(set)}
      >
        <span className="truncate">{set ? shown : label}</span>
        {!set && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-text-faint" />}
      </button>
      {set && (
        <ClearFilter
          label={label}
          shown={words({ from, to })}
          onClear={() => onChange({ from: undefined, to: undefined })}
        />
      )}
      <section
        ref={panel}
        id={id}
        popover="auto"
        aria-label={`Filter by ${label.toLowerCase()}`}
        onToggle={place}
        className="fixed inset-auto m-0 w-72 rounded-lg border border-line bg-surface-raised p-3 text-text shadow-high"
      >
        <div className="mb-3 grid grid-cols-2 gap-1.5">
          {PRESETS.map(({ label: preset, days }) => (
            <Button
              key={preset}
              size="small"
              onClick={() =>
                choose({ from: dayOf(new Date(Date.now() - (days - 1) * 86_400_000), zone), to: undefined })
              }
            >
              {preset}
            </Button>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-2">
          <Field label="From">
            {(control) => (
              <DayInput
                {...control}
                value={from ?? ''}
                max={to}
                onChange={(day) => onChange({ from: day || undefined, to })}
              />
            )}
          </Field>
          <Field label="To">
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
      </section>
    </span>
  )
}

const formatDay = (day: string): string => formatDate(`${day}T00:00:00Z`, 'UTC')

function words({ from, to }: Days): string {
  if (from !== undefined && to !== undefined) {
    return from === to ? `on ${formatDay(from)}` : `${formatDay(from)} – ${formatDay(to)}`
  }
  if (from !== undefined) return `since ${formatDay(from)}`
  return to === undefined ? '' : `until ${formatDay(to)}`
}
