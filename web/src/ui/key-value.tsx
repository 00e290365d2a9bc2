import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** Names and values in two columns, or one below the other on narrow screens. */
export function KeyValue({
  items,
  className,
}: {
  items: readonly { label: string; value: ReactNode }[]
  className?: string
}) {
  return (
    <dl
      className={clsx('grid grid-cols-1 gap-x-4 gap-y-2 text-sm sm:grid-cols-[max-content_1fr]', className)}
    >
      {items.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-text-faint max-sm:-mb-1.5">{label}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
