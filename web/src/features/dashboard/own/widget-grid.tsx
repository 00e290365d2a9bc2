import type { Widget } from '@flx/shared/dashboards/dashboard'
import { clsx } from 'clsx'
import type { CSSProperties, ReactNode } from 'react'

/**
 * Arranges widgets in rows, in their order: twelve columns on wide screens, six on tablets, one on phones.
 * Rows grow with their content.
 */
export function WidgetGrid({
  widgets,
  label,
  children,
}: {
  widgets: readonly Widget[]
  /** Makes it a list with that name. */
  label?: string
  children: (widget: Widget, index: number) => ReactNode
}) {
  return (
    <ol
      data-grid
      aria-label={label}
      className="grid grid-cols-1 gap-3 md:auto-rows-[minmax(9rem,auto)] md:grid-cols-6 xl:grid-cols-12"
    >
      {widgets.map((widget, index) => (
        <li
          key={widget.id}
          data-widget={widget.id}
          style={placeOf(widget)}
          className={clsx(
            'relative flex min-w-0 flex-col [&>section]:grow',
            'md:[grid-column:span_var(--half)] md:[grid-row:span_var(--height)] xl:[grid-column:span_var(--width)]',
          )}
        >
          {children(widget, index)}
        </li>
      ))}
    </ol>
  )
}

const placeOf = ({ width, height }: Widget): CSSProperties =>
  ({
    '--width': width,
    '--half': Math.max(2, Math.ceil(width / 2)),
    '--height': height,
  }) as CSSProperties
