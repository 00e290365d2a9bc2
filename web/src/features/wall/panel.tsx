import { clsx } from 'clsx'
import { CircleCheck, type LucideIcon } from 'lucide-react'
import { useId, type ReactNode } from 'react'

import { MORE_REM, rowsShown, useElementSize } from './element-size.ts'
import { wallWords } from './words.ts'

/** The height of a panel without its rows, in rem. */
const HEAD_REM = 5.5
/** A panel always keeps room for at least this many rows. */
const MIN_ROWS = 2

export const PANEL = 'flex min-h-0 min-w-0 flex-col rounded-[1.1rem] border bg-surface px-7 pt-5 pb-5'

/**
 * A list on the wall: as many rows as fit, and the number of further ones. The panels of a column share its
 * height according to their content.
 */
export function ListPanel<Item>({
  title,
  icon: Icon,
  tone = '',
  marked = false,
  count,
  aside,
  items,
  total,
  rowRem,
  rowKey,
  row,
  empty,
  emptyIcon: EmptyIcon = CircleCheck,
  minRows = MIN_ROWS,
}: {
  title: string
  icon: LucideIcon
  /** Colour of the icon and the count. */
  tone?: string
  marked?: boolean
  count: string
  aside?: string | null
  items: readonly Item[]
  /** Null if there are more than `items` but their number is unknown. */
  total: number | null
  rowRem: number
  rowKey: (item: Item) => string
  row: (item: Item) => ReactNode
  empty: string
  emptyIcon?: LucideIcon
  minRows?: number
}) {
  const [list, size] = useElementSize()
  const id = useId()
  const rowTotal = total ?? items.length + 1
  const shownCount = size === null ? 0 : rowsShown({ total: rowTotal, items: items.length, rowRem, ...size })
  const weight = HEAD_REM + Math.max(minRows, Math.min(rowTotal, items.length)) * rowRem
  return (
    <section
      aria-labelledby={id}
      style={{ flexGrow: weight }}
      className={clsx(PANEL, 'basis-0 max-lg:min-h-72', marked ? 'border-status-failed-bar' : 'border-line')}
    >
      <header className="flex shrink-0 items-center gap-3 border-b border-line pb-3">
        <Icon aria-hidden className={clsx('size-7.5 shrink-0', tone)} />
        <h2 id={id} className="truncate text-2xl font-semibold">
          {title}
        </h2>
        {aside !== undefined && aside !== null && (
          <span className="truncate text-2xl text-text-faint">{aside}</span>
        )}
        <span className={clsx('tabular ml-auto text-[2.1rem] leading-9 font-semibold', tone)}>{count}</span>
      </header>
      <div ref={list} className="min-h-0 grow overflow-hidden">
        {rowTotal === 0 ? (
          <p className="flex h-full items-center justify-center gap-3 text-2xl text-text-soft">
            <EmptyIcon
              aria-hidden
              className={clsx('size-7 shrink-0', EmptyIcon === CircleCheck && 'text-status-success')}
            />
            <span className="min-w-0">{empty}</span>
          </p>
        ) : (
          <ul>
            {items.slice(0, shownCount).map((item) => (
              <li
                key={rowKey(item)}
                data-row
                style={{ height: `${rowRem}rem` }}
                className="flex items-center gap-5 border-line not-first:border-t"
              >
                {row(item)}
              </li>
            ))}
            {size !== null && shownCount < rowTotal && (
              <li
                data-row
                style={{ height: `${MORE_REM}rem` }}
                className="flex items-center border-line text-xl text-text-faint not-first:border-t"
              >
                {total === null ? wallWords.moreAtLeast : wallWords.more(total - shownCount)}
              </li>
            )}
          </ul>
        )}
      </div>
    </section>
  )
}

/** A name on one line that fills the available width. */
export function Name({ children, className = '' }: { children: string; className?: string }) {
  return (
    <span title={children} className={clsx('min-w-0 grow truncate text-2xl font-medium', className)}>
      {children}
    </span>
  )
}
