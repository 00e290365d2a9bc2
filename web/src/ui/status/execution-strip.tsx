import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import type { StripBar } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'

import { formatDateTime, formatDuration } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { SHORTFALL_LOOKS } from './shortfall-badge.tsx'
import { STATUS_LOOKS } from './status-badge.tsx'
import { executionStripWords } from './words.ts'

/** Failed bars are tallest, cancelled ones shortest, so that the strip is readable without colours. */
export const STATUS_HEIGHTS: Record<StripBar['status'], string> = {
  failed: 'h-full',
  running: 'h-4/5',
  success: 'h-3/5',
  pending: 'h-2/5',
  cancelled: 'h-1/4',
}

/**
 * The last executions as bars, oldest first. The colour shows the status, the height the duration relative to
 * the others. `hrefOf` makes each bar a link, `onOpen` opens it without reloading the page.
 */
export function ExecutionStrip({
  bars,
  hrefOf,
  onOpen,
  className,
}: {
  bars: readonly StripBar[]
  hrefOf: (executionId: string) => string
  onOpen: (executionId: string) => void
  className?: string
}) {
  const zone = useTimeZone()
  const longest = Math.max(1, ...bars.map((bar) => bar.durationSeconds ?? 0))
  const empty = Array.from({ length: Math.max(0, STRIP_LENGTH - bars.length) }, (_bar, index) => index)
  return (
    <div className={clsx('flex h-6 items-end gap-[3px]', className)}>
      <span className="sr-only">{summaryOf(bars)}</span>
      {empty.map((index) => (
        <span key={index} className="h-1 grow rounded-[2px] bg-hover" />
      ))}
      {bars.slice(-STRIP_LENGTH).map((bar) => (
        // For the pointer only: the same pages are reachable through the history, so cards need not have 30
        // tab stops each.
        <a
          key={bar.id}
          href={hrefOf(bar.id)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            onOpen(bar.id)
          }}
          tabIndex={-1}
          aria-hidden
          title={`${STATUS_LOOKS[bar.status].word} · ${formatDateTime(bar.queuedAt, zone)}\n${describe(bar)}`}
          style={{ height: `${heightOf(bar, longest)}%` }}
          className={clsx(
            'min-w-0 grow basis-0 rounded-[2px] opacity-90 hover:opacity-100',
            bar.shortfall === null ? STATUS_LOOKS[bar.status].bar : 'border-2 border-status-success-bar',
            bar.status === 'running' && 'animate-pulse motion-reduce:animate-none',
          )}
        />
      ))}
    </div>
  )
}

const describe = (bar: StripBar): string =>
  executionStripWords.bar(
    bar.durationSeconds === null ? executionStripWords.unfinished : formatDuration(bar.durationSeconds),
    bar.recordsProcessed,
    bar.shortfall === null ? null : SHORTFALL_LOOKS[bar.shortfall].word.toLowerCase(),
  )

/**
 * Returns a height in per cent. Uses the square root, so that one slow execution does not flatten all others.
 */
function heightOf(bar: StripBar, longest: number): number {
  if (bar.durationSeconds === null) return 45
  return 30 + 70 * Math.sqrt(bar.durationSeconds / longest)
}

/** Summarises in words how many executions have each status. */
export function summaryOf(bars: readonly StripBar[]): string {
  if (bars.length === 0) return executionStripWords.empty
  const counts = Object.entries(executionStripWords.counted)
    .map(([status, word]) => [word, bars.filter((bar) => bar.status === status).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
  return executionStripWords.summary(bars.length, counts.join(', '))
}
