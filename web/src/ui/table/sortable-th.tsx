import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'

import { Th } from './table.tsx'

/** The header of a sortable column. The sort is `by`, or `-by` in reverse. */
export function SortableTh<By extends string>({
  label,
  by,
  first = 'ascending',
  numeric = false,
  sort,
  onSort,
  className,
}: {
  label: string
  by: By
  /** The order that the first press gives. */
  first?: 'ascending' | 'descending'
  numeric?: boolean
  /** The current order of the list. */
  sort: string
  onSort: (sort: By | `-${By}`) => void
  className?: string | undefined
}) {
  const descending = `-${by}` as const
  const state = sort === by ? 'ascending' : sort === descending ? 'descending' : undefined
  const [next, other] = first === 'ascending' ? [by, descending] : [descending, by]
  const Icon = (state ?? first) === 'ascending' ? ArrowUp : ArrowDown
  return (
    <Th numeric={numeric} aria-sort={state} className={className}>
      <button
        type="button"
        onClick={() => onSort(sort === next ? other : next)}
        className="touch relative inline-flex items-center gap-1 rounded-sm font-medium hover:text-text"
      >
        {label}
        <Icon
          aria-hidden
          // The label ends where the figures below it end.
          className={clsx(
            'size-3.5',
            numeric && 'md:absolute md:right-full md:mr-0.5',
            state === undefined && 'invisible',
          )}
        />
      </button>
    </Th>
  )
}
