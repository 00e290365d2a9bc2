import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A panel on the canvas. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div
      className={clsx(
        'rounded-lg border border-line bg-surface shadow-low',
        // Rows that are cards need no card around them.
        'max-md:has-[>[data-cards]]:overflow-visible! max-md:has-[>[data-cards]]:border-0 max-md:has-[>[data-cards]]:bg-transparent max-md:has-[>[data-cards]]:shadow-none',
        className,
      )}
      {...rest}
    />
  )
}

/** A card with a heading, and a landmark for screen readers. */
export function Section({
  title,
  aside,
  children,
  className,
  id,
}: {
  title: string
  /** Actions or a figure to the right of the heading. */
  aside?: ReactNode
  children: ReactNode
  className?: string
  id?: string
}) {
  return (
    <section
      aria-label={title}
      id={id}
      className={clsx('rounded-lg border border-line bg-surface p-4 shadow-low', className)}
    >
      <div className="mb-3 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** A figure with its name above and a note below. */
export function StatTile({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3 shadow-low">
      <dt className="text-xs text-text-faint">{label}</dt>
      <dd className="tabular mt-0.5 text-xl font-semibold tracking-tight">{value}</dd>
      {note !== undefined && <dd className="tabular mt-0.5 text-xs text-text-faint">{note}</dd>}
    </div>
  )
}
