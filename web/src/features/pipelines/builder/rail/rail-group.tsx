import type { ReactNode } from 'react'

/** A heading with a count, and a list. */
export function Group({
  title,
  count,
  children,
}: {
  title: string
  count: number | null
  children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 flex justify-between text-xs font-medium text-text-soft">
        {title}
        {count !== null && <span className="tabular font-normal">{count}</span>}
      </h2>
      <ul className="space-y-1.5">{children}</ul>
    </section>
  )
}
