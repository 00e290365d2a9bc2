import { freshnessOf, type FreshnessState } from '@flx/shared/pipelines/freshness'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  ClockAlert,
  LoaderCircle,
  UserRound,
  type LucideIcon,
} from 'lucide-react'

import { useNow } from '#web/lib/time/clock.tsx'
import { formatDateTime, formatDuration, formatPercent, shortSpan } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { slowerBy } from './run-history.ts'
import { fleetCellWords as words } from './words.ts'

const LOOKS: Record<FreshnessState, { icon: LucideIcon; text: string; bar: string }> = {
  past: { icon: CircleX, text: 'text-status-failed', bar: 'bg-status-failed-bar' },
  close: { icon: ClockAlert, text: 'text-caution', bar: 'bg-status-pending-bar' },
  fresh: { icon: CircleCheck, text: 'text-status-success', bar: 'bg-status-success-bar' },
  none: { icon: CircleDashed, text: 'text-text-faint', bar: 'bg-line-strong' },
}

/** The position of the target in the bar, which leaves room for older data. */
const TARGET_POSITION = 2 / 3

type CellProps = { pipeline: PipelineSummary }

/** Returns the present in visible steps, as milliseconds since 1970. */
const useCoarseNow = (): number => useNow(30)

export function FreshnessIcon({ pipeline }: CellProps) {
  const state = freshnessOf(pipeline, useCoarseNow())
  const { icon: Icon, text } = LOOKS[state]
  return (
    <span title={words.states[state]} className={clsx('shrink-0', text)}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{words.states[state]}: </span>
    </span>
  )
}

/** The age of the data beside the target. */
export function FreshnessCell({ pipeline }: CellProps) {
  const now = useCoarseNow()
  const { freshnessTargetSeconds: target, staleAt, loadedAt } = pipeline
  const state = freshnessOf(pipeline, now)
  if (target === null || staleAt === null || state === 'none') {
    return (
      <span className="flex items-center gap-3 text-text-faint">
        <span aria-hidden className="h-1 w-16 rounded-full bg-hover max-lg:hidden" />
        <span className="truncate">
          <DataAge at={loadedAt} now={now} />
          <span className="max-sm:hidden">{words.target(words.noTarget)}</span>
        </span>
      </span>
    )
  }
  const age = Math.max(0, (now - Date.parse(staleAt)) / 1000 + target)
  const { text, bar } = LOOKS[state]
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden className="relative h-1 w-16 shrink-0 rounded-full bg-hover max-lg:hidden">
        <span
          className={clsx('absolute inset-y-0 left-0 rounded-full', bar)}
          style={{ width: `${Math.min(100, Math.max(3, (age / target) * TARGET_POSITION * 100))}%` }}
        />
        <span
          className="absolute -inset-y-1 w-0.5 bg-text-soft"
          style={{ left: `${TARGET_POSITION * 100}%` }}
        />
      </span>
      <span className="tabular truncate">
        <span className={clsx(state === 'fresh' ? 'text-text' : `font-semibold ${text}`)}>
          <DataAge at={loadedAt} now={now} />
        </span>
        <span className="text-text-soft">{words.target(shortSpan(target))}</span>
      </span>
    </span>
  )
}

/** The age of the data, in the units of the target beside it. */
function DataAge({ at, now }: { at: string | null; now: number }) {
  const zone = useTimeZone()
  if (at === null) return words.never
  return (
    <time dateTime={at} title={formatDateTime(at, zone)}>
      {words.ago(shortSpan((now - Date.parse(at)) / 1000))}
    </time>
  )
}

const LOW_SUCCESS_RATE = 0.9

export function SuccessCell({ pipeline: { successRate } }: CellProps) {
  if (successRate === null) return <span className="text-text-faint">—</span>
  return (
    <span className={clsx('tabular', successRate < LOW_SUCCESS_RATE && 'font-semibold text-status-failed')}>
      {formatPercent(100 * successRate)}
    </span>
  )
}

/** The 95th percentile, its trend, and by how much it grew if that is a lot. */
export function DurationCell({ pipeline: { p95Seconds, p95Trend } }: CellProps) {
  if (p95Seconds === null) return <span className="text-text-faint">—</span>
  const slower = p95Trend === undefined ? null : slowerBy(p95Trend)
  return (
    <span className="flex items-center gap-2.5 whitespace-nowrap">
      {p95Trend !== undefined && <Sparkline values={p95Trend} />}
      <span className="tabular">
        {formatDuration(p95Seconds)}
        {slower !== null && (
          <span title={words.slowerLabel(slower)} className="ml-1.5 text-xs font-medium text-caution">
            <span aria-hidden>{words.slower(slower)}</span>
            <span className="sr-only">{words.slowerLabel(slower)}</span>
          </span>
        )}
      </span>
    </span>
  )
}

const [WIDTH, HEIGHT] = [48, 16]
/** The smallest share of the highest value that fills the height. */
const MIN_RANGE_SHARE = 0.3

function Sparkline({ values }: { values: readonly number[] }) {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  // A change that is small compared with the value also looks small.
  const height = Math.max(highest - lowest, MIN_RANGE_SHARE * highest, Number.MIN_VALUE)
  const bottom = (lowest + highest - height) / 2
  const points = values.map((value, index) => {
    const x = (index / Math.max(1, values.length - 1)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 1.5 - ((value - bottom) / height) * (HEIGHT - 3)).toFixed(1)}`
  })
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} className="shrink-0 text-accent">
      {values.length > 1 && (
        <polyline
          points={points.join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      )}
    </svg>
  )
}

export function NextCell({ pipeline: { lastExecution: last, nextDueAt, isActive } }: CellProps) {
  if (last?.status === 'running' || last?.status === 'pending') {
    const { icon: Icon, text, word } = STATUS_LOOKS[last.status]
    const StatusIcon = last.status === 'running' ? LoaderCircle : Icon
    return (
      <span className={clsx('inline-flex items-center gap-1.5 font-medium', text)}>
        <StatusIcon
          aria-hidden
          className={clsx('size-3.5', last.status === 'running' && 'animate-spin motion-reduce:animate-none')}
        />
        {word}
      </span>
    )
  }
  if (!isActive) return <span className="text-text-faint">{words.inactive}</span>
  return <RelativeTime at={nextDueAt} />
}

export function OwnerCell({ pipeline: { owner } }: CellProps) {
  if (owner === '') {
    return (
      <span className="flex items-center gap-2 text-text-faint">
        <span className="flex size-5 shrink-0 items-center justify-center rounded-full border border-dashed border-line-strong">
          <UserRound aria-hidden className="size-3" />
        </span>
        {words.nobody}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 items-center gap-2" title={owner}>
      <span
        aria-hidden
        className="flex size-5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-[0.5625rem] font-semibold text-accent"
      >
        {initialsOf(owner)}
      </span>
      <span className="truncate">{owner}</span>
    </span>
  )
}

/** Returns the initials of the first and last word. */
function initialsOf(name: string): string {
  const parts = name.split(/\s+/)
  // Whole characters, including those outside the basic plane.
  const firstCharacter = (word = '') => String.fromCodePoint(word.codePointAt(0) ?? 0x20).trim()
  return (firstCharacter(parts[0]) + (parts.length > 1 ? firstCharacter(parts.at(-1)) : '')).toUpperCase()
}
