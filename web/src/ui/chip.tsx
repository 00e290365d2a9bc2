import { clsx } from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import type { ReactNode } from 'react'

import { Menu } from './menu.tsx'

/** A word in a soft box: a tag, a plugin. */
export function Chip({
  children,
  mono = false,
  title,
}: {
  children: ReactNode
  mono?: boolean
  title?: string
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-block max-w-full rounded-sm border border-line bg-sunken px-1.5 text-xs/5 text-text-soft',
        mono && 'font-mono',
      )}
    >
      {children}
    </span>
  )
}

export interface FilterOption {
  value: string
  label: string
}

/**
 * One filter of a list. Unset it is a menu named after the filter; set it shows the value, with a cross that clears
 * it. The page keeps the value in the URL.
 */
export function FilterChip({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly FilterOption[]
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const shape = 'touch inline-flex h-8 items-center gap-1 border text-sm font-medium whitespace-nowrap'
  const set = value !== undefined
  const chosen = options.find((option) => option.value === value)
  const shown = set ? (chosen?.label ?? value) : label
  return (
    <span className="inline-flex max-w-full">
      <Menu
        label={set ? `${label}: ${shown}` : `Filter by ${label.toLowerCase()}`}
        trigger={
          <>
            <span className="truncate">{shown}</span>
            {!set && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-text-faint" />}
          </>
        }
        triggerClass={clsx(
          shape,
          'min-w-0',
          set
            ? 'rounded-l-md border-r-0 border-accent bg-accent-soft pr-1 pl-2.5 text-accent'
            : 'rounded-md border-line bg-surface px-2.5 text-text-soft hover:bg-hover',
        )}
        items={options.map((option) => ({
          key: option.value,
          label: option.label,
          checked: option.value === value,
          onSelect: () => onChange(option.value === value ? undefined : option.value),
        }))}
      />
      {set && (
        <button
          type="button"
          aria-label={`Clear filter ${label}: ${shown}`}
          title="Clear this filter"
          onClick={() => onChange(undefined)}
          className={clsx(
            shape,
            'justify-center rounded-r-md border-l-0 border-accent bg-accent-soft px-1.5 text-accent hover:text-text',
          )}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  )
}
