import { clsx } from 'clsx'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'

import { IconButton } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { chartCardWords } from './words.ts'

/** The two ways to look at the figures of a chart. */
export type ChartView = 'chart' | 'table'

const VIEWS = [
  { key: 'chart', label: chartCardWords.chart },
  { key: 'table', label: chartCardWords.table },
] as const

/**
 * A card with a chart, or the same figures as a table. The choice between them and the download are always beside
 * the title. The legend is between them or, if it does not fit there, on a line of its own.
 */
export function ChartSection({
  title,
  legend,
  view,
  viewLabel,
  onView,
  save,
  children,
  className,
}: {
  title: string
  /** The legend, or other content of the chart. */
  legend?: ReactNode
  view: ChartView
  /** Name of the choice of the view, for screen readers. */
  viewLabel: string
  onView: (view: ChartView) => void
  /** Saves the figures as a file. Without `onSave` there are none yet. */
  save?: { label: string; onSave: (() => void) | undefined }
  children: ReactNode
  className?: string
}) {
  return (
    <section
      aria-label={title}
      className={clsx(
        '@container flex min-w-0 flex-col rounded-lg border border-line bg-surface p-4 shadow-low',
        className,
      )}
    >
      <div className="mb-3 grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 @min-[44rem]:grid-cols-[minmax(0,1fr)_auto_auto]">
        <h2 className="text-base font-semibold">{title}</h2>
        <div className="flex items-center gap-2 @min-[44rem]:order-last">
          <Segmented label={viewLabel} options={VIEWS} chosen={view} onChoose={onView} />
          {save !== undefined && (
            <IconButton
              label={save.label}
              icon={Download}
              disabledReason={save.onSave === undefined ? chartCardWords.loading : undefined}
              onClick={save.onSave}
            />
          )}
        </div>
        {Boolean(legend) && <div className="@max-[44rem]:col-span-full">{legend}</div>}
      </div>
      {children}
    </section>
  )
}
