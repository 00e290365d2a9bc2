import type { StripBar } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'

import { STATUS_HEIGHTS } from '#web/ui/status/execution-strip.tsx'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { causePipelinesWords, causeTableWords } from './words.ts'

/** Failures per day as bars, oldest first. */
export function DayBars({ days, isOver }: { days: readonly number[]; isOver: boolean }) {
  const highest = Math.max(1, ...days)
  return (
    <span
      className="flex h-5 w-21 items-end gap-px border-b border-dashed border-line"
      title={causeTableWords.days(days)}
    >
      <span className="sr-only">{causeTableWords.days(days)}</span>
      {days.map((count, index) => (
        <span
          // A day has no identity other than its position.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          aria-hidden
          style={{ height: count === 0 ? 0 : `${25 + 75 * (count / highest)}%` }}
          className={clsx(
            'w-1.25 rounded-t-[1px]',
            isOver ? 'bg-status-cancelled-bar' : 'bg-status-failed-bar',
          )}
        />
      ))}
    </span>
  )
}

/** The last executions of a pipeline, oldest first. */
export function RunBars({ bars }: { bars: readonly StripBar[] }) {
  const text = bars.map(({ status }) => STATUS_LOOKS[status].word.toLowerCase()).join(', ')
  return (
    <span className="flex h-3.5 items-end gap-0.5" title={causePipelinesWords.runs(text)}>
      <span className="sr-only">{causePipelinesWords.runs(text)}</span>
      {bars.map(({ id, status }) => (
        <span
          key={id}
          aria-hidden
          className={clsx('w-1.5 rounded-[1.5px]', STATUS_HEIGHTS[status], STATUS_LOOKS[status].bar)}
        />
      ))}
    </span>
  )
}
