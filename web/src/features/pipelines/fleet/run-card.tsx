import type { StripBar } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { Link } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { shortReason } from '#web/lib/reason.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'

import { streakOf, usualOf } from './run-history.ts'
import { runCardWords as words } from './words.ts'

const GAP_PX = 6
const EDGE_PX = 8

/** Facts about one execution, beside its strip. The card follows the strip as the page scrolls. */
export function RunCard({
  anchor,
  strip,
  bar,
  onEnter,
  onLeave,
}: {
  anchor: HTMLElement
  strip: readonly StripBar[]
  bar: StripBar
  onEnter: () => void
  onLeave: () => void
}) {
  const card = useRef<HTMLOutputElement>(null)
  const zone = useTimeZone()
  // A pointer that only passes over the bars starts no request.
  const settledId = useDebounced(bar.id, 120)
  const { data } = useQuery({ ...executions.detail(settledId), enabled: settledId === bar.id })
  const details = data?.id === bar.id ? data : undefined
  useLayoutEffect(() => {
    const element = card.current
    if (element === null) return
    const updatePosition = () => {
      const barElement = anchor.querySelector(`[data-bar="${CSS.escape(bar.id)}"]`) ?? anchor
      const [barBox, stripBox] = [barElement.getBoundingClientRect(), anchor.getBoundingClientRect()]
      const { offsetWidth: width, offsetHeight: height } = element
      const left = Math.max(EDGE_PX, Math.min(barBox.left - 40, innerWidth - width - EDGE_PX))
      const fits = stripBox.bottom + GAP_PX + height <= innerHeight - EDGE_PX
      element.style.left = `${left}px`
      element.style.top = `${fits ? stripBox.bottom + GAP_PX : Math.max(EDGE_PX, stripBox.top - GAP_PX - height)}px`
    }
    updatePosition()
    const observer = new ResizeObserver(updatePosition)
    observer.observe(element)
    addEventListener('scroll', updatePosition, { passive: true })
    return () => {
      observer.disconnect()
      removeEventListener('scroll', updatePosition)
    }
  }, [anchor, bar.id])
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && onLeave()
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onLeave])

  const usual = usualOf(strip, bar.id)
  const streak = streakOf(strip, bar.id)
  const failedStep = details?.steps.find(({ status }) => status === 'failed')
  const hasFailed = bar.status === 'failed'
  return (
    <output
      ref={card}
      data-run-card
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className="fixed z-30 block w-80 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-surface-raised text-sm shadow-high"
    >
      <div className="space-y-2.5 px-3.5 pt-3 pb-2.5">
        <p className="flex items-center justify-between gap-3">
          <StatusBadge status={bar.status} />
          <span className="tabular truncate text-xs text-text-soft">
            {formatDateTime(bar.queuedAt, zone)}
            {details !== undefined &&
              details.maxAttempts > 1 &&
              ` · ${words.attempt(details.attempt, details.maxAttempts)}`}
          </span>
        </p>
        {hasFailed && (
          // Two lines from the start, so that the rest does not jump when the text arrives.
          <p className="line-clamp-3 min-h-10 font-medium wrap-break-word">
            {details === undefined ? (
              <span className="skeleton block h-4 w-56" />
            ) : (
              shortReason(details.errorMessage ?? '—')
            )}
          </p>
        )}
        <dl className="space-y-1 text-xs">
          <Fact label={words.duration} usual={usual && formatDuration(usual.durationSeconds)}>
            {bar.durationSeconds === null ? words.unfinished : formatDuration(bar.durationSeconds)}
          </Fact>
          <Fact label={words.records} usual={formatUsual(usual?.records ?? null)}>
            {formatNumber(bar.recordsProcessed)}
          </Fact>
          {hasFailed && (
            <Fact label={words.failingStep} usual={null}>
              {failedStep === undefined ? '—' : words.step(failedStep)}
            </Fact>
          )}
          {streak !== null && (
            <Fact label={streak.nth === 1 && !streak.more ? words.firstOf : words.inARow} usual={null}>
              {streak.nth === 1 || streak.more
                ? words.failures(streak.count, streak.more)
                : words.nthOf(streak.nth, streak.count)}
            </Fact>
          )}
        </dl>
      </div>
      <div className="flex items-center justify-between border-t border-line px-3.5 py-2 text-xs">
        <Link
          to={paths.execution(bar.id)}
          // For the keyboard, the strip itself is this link.
          tabIndex={-1}
          className="inline-flex items-center gap-1.5 rounded-sm font-medium text-accent hover:underline"
        >
          <ScrollText aria-hidden className="size-3.5" />
          {words.openLog}
        </Link>
        <span aria-hidden className="inline-flex items-center gap-1 text-text-faint">
          <Key>←</Key>
          <Key>→</Key>
          {words.nextRun}
        </span>
      </div>
    </output>
  )
}

const Key = ({ children }: { children: ReactNode }) => (
  <kbd className="rounded-sm border border-line px-1.5 font-sans text-2xs">{children}</kbd>
)

function Fact({ label, usual, children }: { label: string; usual: string | null; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-text-soft">{label}</dt>
      <dd className="tabular min-w-0 text-right wrap-break-word">
        {children}
        {usual !== null && <span className="text-text-soft">{words.usually(usual)}</span>}
      </dd>
    </div>
  )
}

const formatUsual = (records: number | null): string | null =>
  records === null ? null : formatNumber(records)
