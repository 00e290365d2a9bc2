import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'

import { formatNumber } from '#web/lib/format.ts'

/** An option, with the number of things behind it if that is of use. Null while it loads: its room is kept. */
interface SegmentedOption<K extends string> {
  key: K
  label: string
  icon?: LucideIcon
  count?: number | null | undefined
}

/** A choice among a few options side by side, such as a list's layout or a chart's unit. */
export function Segmented<K extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string
  options: readonly SegmentedOption<K>[]
  chosen: K
  onChoose: (key: K) => void
}) {
  return (
    <fieldset className="inline-flex max-w-full min-w-0 overflow-x-auto rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(({ key, label, icon: Icon, count }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          onClick={() => onChoose(key)}
          className={clsx(
            'touch inline-flex h-6.5 shrink-0 items-center justify-center gap-1.5 rounded-sm px-2.5 text-sm font-medium whitespace-nowrap max-sm:gap-1 max-sm:px-2',
            key === chosen ? 'bg-accent-soft text-accent' : 'text-text-soft hover:text-text',
          )}
        >
          {/* Words alone on a phone, which has no room for both. */}
          {Icon && <Icon aria-hidden className="size-4 max-sm:hidden" />}
          {label}
          {count !== undefined && (
            <>
              {' '}
              <span
                className={clsx(
                  'tabular min-w-[2ch] text-left max-sm:min-w-0 text-xs',
                  key !== chosen && 'text-text-faint',
                )}
              >
                {count !== null && formatNumber(count)}
              </span>
            </>
          )}
        </button>
      ))}
    </fieldset>
  )
}
