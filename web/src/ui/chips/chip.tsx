import { clsx } from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import type { ReactNode } from 'react'

import { Menu, type MenuItem } from '../overlays/menu.tsx'
import { filterWords } from '../words.ts'

/** A word in a soft box, such as a tag or plugin. */
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
 * A filter of a list. Unset, it is a menu named after the filter. Set, it shows the value and a cross that
 * clears it. The page keeps the value in the URL.
 */
export function FilterChip({
  label,
  options,
  value,
  failed = false,
  onChange,
}: {
  label: string
  /** Undefined while they load. */
  options: readonly FilterOption[] | undefined
  value: string | undefined
  /** They could not be loaded. */
  failed?: boolean
  onChange: (value: string | undefined) => void
}) {
  const chosen = options?.find((option) => option.value === value)
  return (
    <FilterButton
      label={label}
      shown={chosen?.label ?? value}
      onClear={() => onChange(undefined)}
      note={
        options !== undefined
          ? filterWords.noOptions
          : failed
            ? filterWords.optionsFailed
            : filterWords.optionsLoading
      }
      items={(options ?? []).map((option) => ({
        key: option.value,
        label: option.label,
        checked: option.value === value,
        onSelect: () => onChange(option.value === value ? undefined : option.value),
      }))}
    />
  )
}

/** The button of a filter: unset, or set with its value in `shown`. */
export function FilterButton({
  label,
  shown,
  items,
  note,
  onClear,
}: {
  label: string
  /** The chosen value in words, or undefined. */
  shown: string | undefined
  items: readonly MenuItem[]
  /** Shown if there are no items. */
  note?: string
  onClear: () => void
}) {
  const isSet = shown !== undefined
  return (
    <span className="inline-flex max-w-full">
      <Menu
        label={isSet ? filterWords.set(label, shown) : filterWords.filterBy(label)}
        trigger={
          <>
            <span className="truncate">{shown ?? label}</span>
            {!isSet && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-text-faint" />}
          </>
        }
        triggerClass={clsx('min-w-0', filterClass(isSet))}
        items={items}
        note={note}
      />
      {isSet && <ClearFilter label={label} shown={shown} onClear={onClear} />}
    </span>
  )
}

const FILTER_SHAPE = 'touch inline-flex h-8 items-center gap-1 border text-sm font-medium whitespace-nowrap'
const FILTER_SET = 'border-accent bg-accent-soft text-accent'
const FILTER_UNSET = 'border-line bg-surface text-text-soft hover:bg-hover'

/** Returns the classes of a filter's button, for filters with their own panel. */
export const filterClass = (isSet: boolean): string =>
  clsx(
    FILTER_SHAPE,
    isSet ? 'rounded-l-md border-r-0 pr-1 pl-2.5' : 'rounded-md px-2.5',
    isSet ? FILTER_SET : FILTER_UNSET,
  )

/** The cross beside a set filter. */
export function ClearFilter({
  label,
  shown,
  onClear,
}: {
  label: string
  shown: string
  onClear: () => void
}) {
  return (
    <button
      type="button"
      aria-label={filterWords.clear(label, shown)}
      title={filterWords.clearHint}
      onClick={onClear}
      className={clsx(
        FILTER_SHAPE,
        'justify-center rounded-r-md border-l-0 px-1.5 hover:text-text',
        FILTER_SET,
      )}
    >
      <X aria-hidden className="size-3.5" />
    </button>
  )
}
