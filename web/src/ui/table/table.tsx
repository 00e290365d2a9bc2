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
  children,
  className,
}: {
  label: string
  /** The header stays in sight while the page scrolls. */
  headStays?: boolean
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
      className={clsx('relative overflow-x-auto data-fits:overflow-x-visible', className)}
    >
      <table className="w-full border-separate border-spacing-0 text-left text-sm" aria-label={label}>
        <thead
          className={clsx('text-xs text-text-faint', headStays && fits && 'sticky top-13 z-10 bg-surface')}
        >
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

export function Th({
  numeric = false,
  className,
  children,
  ...rest
}: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
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

/** A row; `current` marks the one the keyboard is on. */
export function Tr({
  current = false,
  className,
  ...rest
}: Omit<ComponentProps<'tr'>, 'aria-current'> & { current?: boolean }) {
  return (
    <tr
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
      className={clsx('px-3 py-2 align-middle', numeric && 'text-right whitespace-nowrap', className)}
      {...rest}
    />
  )
}

/** Rows of grey bars while the first page loads, as tall as the rows that come. */
export function SkeletonRows({ columns, rows = 8 }: { columns: number; rows?: number }) {
  return Array.from({ length: rows }, (_row, row) => (
    <tr key={row} className="[&:not(:last-child)>td]:border-b [&>td]:border-line">
      {Array.from({ length: columns }, (_cell, column) => (
        <td key={column} aria-label={tableWords.loading} className="px-3 py-2">
          <div className="skeleton my-1 h-4" style={{ width: `${45 + ((row * 17 + column * 29) % 45)}%` }} />
        </td>
      ))}
    </tr>
  ))
}
