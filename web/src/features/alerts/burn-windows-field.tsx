import { MAX_BURN_WINDOWS, type BurnWindow } from '@flx/shared/alert'
import { Plus, X } from 'lucide-react'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Input } from '#web/ui/fields/field.tsx'

import { burnWindowsWords as words } from './words.ts'

/** A window as typed. */
export interface DraftWindow {
  hours: string
  rate: string
}

export const draftWindowsOf = (windows: readonly BurnWindow[] | null): DraftWindow[] =>
  (windows ?? []).map(({ hours, rate }) => ({ hours: String(hours), rate: String(rate) }))

/**
 * Parses the windows. Returns null, the default windows, if none were typed. The server refuses what is not a
 * number, and the error is shown beside the field.
 */
export const windowsOf = (drafts: readonly DraftWindow[]): BurnWindow[] | null =>
  drafts.length === 0 ? null : drafts.map(({ hours, rate }) => ({ hours: Number(hours), rate: Number(rate) }))

/** The windows of a burn rate rule: the default ones, or its own. */
export function BurnWindowsField({
  windows,
  error,
  onChange,
}: {
  windows: readonly DraftWindow[]
  error: string | undefined
  onChange: (windows: DraftWindow[]) => void
}) {
  const changeWindow = (index: number, changes: Partial<DraftWindow>) =>
    onChange(windows.map((window, position) => (position === index ? { ...window, ...changes } : window)))
  return (
    <fieldset className="space-y-2" aria-describedby="burn-windows-hint">
      <legend className="mb-1 text-sm font-medium">{words.legend}</legend>
      {windows.map(({ hours, rate }, index) => (
        // A row has no identity other than its position.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex flex-wrap items-center gap-2 text-sm">
          <span className="w-20">
            <Input
              aria-label={words.rate(index + 1)}
              inputMode="decimal"
              value={rate}
              onChange={({ target }) => changeWindow(index, { rate: target.value })}
            />
          </span>
          <span>{words.times}</span>
          <span className="w-16">
            <Input
              aria-label={words.hours(index + 1)}
              inputMode="numeric"
              value={hours}
              onChange={({ target }) => changeWindow(index, { hours: target.value })}
            />
          </span>
          <span>{words.unit}</span>
          <IconButton
            icon={X}
            label={words.remove(index + 1)}
            onClick={() => onChange(windows.filter((_window, position) => position !== index))}
          />
        </div>
      ))}
      {windows.length < MAX_BURN_WINDOWS && (
        <Button
          size="small"
          icon={Plus}
          onClick={() =>
            onChange(windows.length === 0 ? [...SUGGESTED] : [...windows, { hours: '', rate: '' }])
          }
        >
          {windows.length === 0 ? words.own : words.add}
        </Button>
      )}
      <p id="burn-windows-hint" className="text-xs text-text-faint">
        {words.hint}
      </p>
      {error !== undefined && (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
    </fieldset>
  )
}

/** The default windows of a 30-day objective. */
const SUGGESTED: readonly DraftWindow[] = [
  { hours: '1', rate: '14.4' },
  { hours: '6', rate: '6' },
  { hours: '72', rate: '1' },
]
