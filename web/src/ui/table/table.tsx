import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

import { tableWords } from '../words.ts'
import { useFits, useRowClicks } from './table-behaviour.ts'

/**
 * A dense table that scrolls sideways in its own box on narrow screens. `label` names it for screen readers.
 *
 * @example
 * <Table label="Executions" head={<><Th>Status</Th><Th numeric>Records</Th></>}>
 *   <Tr><Td>…</Td><Td numeric>1,204</Td></Tr>
 * </Table>
 */
export function Table({
  label,
  head,
  headStays = false,
  cards = false,
  children,
  className,
}: {
  label: string
  /** The header stays in sight while the page scrolls. */
  headStays?: boolean
  /** Below the `md` breakpoint rows are cards, and the header keeps only what can be pressed. */
  cards?: boolean
  head: ReactNode
  children: ReactNode
  className?: string
}) {
  const { box, fits } = useFits()
  useRowClicks(box)
  return (
    <section
      ref={box}
      aria-label={label}
      // A scrolling box must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={fits ? undefined : 0}
      data-fits={fits || undefined}
      data-cards={cards || undefined}
      className={clsx('relative overflow-x-auto data-fits:overflow-x-visible', className)}
    >
      <table
        {...ROLES.table}
        className={clsx('w-full border-separate border-spacing-0 text-left text-sm', cards && 'max-md:block')}
        aria-label={label}
      >
        <thead
          {...ROLES.rowgroup}
          className={clsx(
            'text-xs text-text-faint',
            headStays && fits && 'top-13 z-10 md:sticky md:bg-surface',
            cards && 'max-md:block max-md:not-has-[button,label]:sr-only',
          )}
        >
          <tr {...ROLES.row} className={clsx(cards && CARD_HEAD)}>
            {head}
          </tr>
        </thead>
        <tbody {...ROLES.rowgroup} className={clsx(cards && 'max-md:flex max-md:flex-col max-md:gap-2')}>
          {children}
        </tbody>
      </table>
    </section>
  )
}

/** Explicit roles, because browsers do not treat a table that is laid out as cards as a table. */
export const ROLES = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
} as const

const CARD_HEAD =
  'max-md:flex max-md:items-center max-md:gap-x-4 max-md:overflow-x-auto max-md:*:shrink-0 max-md:*:border-0 max-md:*:p-0 max-md:[&>th:not(:has(button,label))]:sr-only'

export function Th({
  numeric = false,
  className,
  children,
  ...rest
}: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...ROLES.columnheader}
      className={clsx(
        'border-b border-line px-3 py-2 font-medium whitespace-nowrap',
        numeric && 'text-right',
        className,
      )}
      {...rest}
    >
      {children}
    </th>
  )
}

/** A row. `current` marks the row that the keyboard is on. */
export function Tr({
  current = false,
  className,
  ...rest
}: Omit<ComponentProps<'tr'>, 'aria-current'> & { current?: boolean }) {
  return (
    <tr
      {...ROLES.row}
      data-current={current || undefined}
      className={clsx(
        'hover:bg-hover/60 has-[a[data-item-link]]:cursor-pointer data-current:bg-accent-soft [&:not(:last-child)>td]:border-b [&>td]:border-line',
        className,
      )}
      {...rest}
    />
  )
}

export function Td({ numeric = false, className, ...rest }: ComponentProps<'td'> & { numeric?: boolean }) {
  return (
    <td
      {...ROLES.cell}
      className={clsx('px-3 py-2 align-middle', numeric && 'tabular text-right whitespace-nowrap', className)}
      {...rest}
    />
  )
}

/** Rows of grey bars while the first page loads, as tall as the real rows. */
export function SkeletonRows({
  columns,
  rows = 8,
  cards = false,
  className,
}: {
  /** Their number, or the classes of their cells if narrow screens leave some out. */
  columns: number | readonly (string | undefined)[]
  rows?: number
  cards?: boolean
  className?: string
}) {
  const [length, cellClasses] = typeof columns === 'number' ? [columns, []] : [columns.length, columns]
  return Array.from({ length: rows }, (_row, row) => (
    <tr
      key={row}
      className={clsx(
        className,
        cards && SKELETON_CARD,
        '[&:not(:last-child)>td]:border-b [&>td]:border-line',
      )}
    >
      {Array.from({ length }, (_cell, column) => (
        <td key={column} aria-label={tableWords.loading} className={clsx('px-3 py-2', cellClasses[column])}>
          <div className="skeleton my-1 h-4" style={{ width: `${45 + ((row * 17 + column * 29) % 45)}%` }} />
        </td>
      ))}
    </tr>
  ))
}

const SKELETON_CARD =
  'max-md:grid max-md:grid-cols-2 max-md:gap-3 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-3.5 max-md:*:w-auto! max-md:*:min-w-0! max-md:*:border-0! max-md:*:p-0! max-md:[&>:nth-child(n+5)]:hidden'
