import type { ExecutionStatus } from '@flx/shared/executions/execution-status'
import { clsx } from 'clsx'
import { Ban, CircleCheck, CircleX, ClockFading, LoaderCircle, type LucideIcon } from 'lucide-react'

import { cancellingWord, STATUS_WORDS } from './words.ts'

export interface StatusLook {
  word: string
  icon: LucideIcon
  /** Text on a soft background. */
  badge: string
  /** Text alone. */
  text: string
  /** Solid, for the bars of a chart or strip. */
  bar: string
  /** The CSS variable of the solid colour, for charts that take a colour value. */
  color: string
}

/** The look of each status: always icon, word and colour together. */
export const STATUS_LOOKS: Record<ExecutionStatus, StatusLook> = {
  pending: {
    word: STATUS_WORDS.pending,
    icon: ClockFading,
    badge: 'bg-status-pending-soft text-status-pending',
    text: 'text-status-pending',
    bar: 'bg-status-pending-bar',
    color: 'var(--status-pending-bar)',
  },
  running: {
    word: STATUS_WORDS.running,
    icon: LoaderCircle,
    badge: 'bg-status-running-soft text-status-running',
    text: 'text-status-running',
    bar: 'bg-status-running-bar',
    color: 'var(--status-running-bar)',
  },
  success: {
    word: STATUS_WORDS.success,
    icon: CircleCheck,
    badge: 'bg-status-success-soft text-status-success',
    text: 'text-status-success',
    bar: 'bg-status-success-bar',
    color: 'var(--status-success-bar)',
  },
  failed: {
    word: STATUS_WORDS.failed,
    icon: CircleX,
    badge: 'bg-status-failed-soft text-status-failed',
    text: 'text-status-failed',
    bar: 'bg-status-failed-bar',
    color: 'var(--status-failed-bar)',
  },
  cancelled: {
    word: STATUS_WORDS.cancelled,
    icon: Ban,
    badge: 'bg-status-cancelled-soft text-status-cancelled',
    text: 'text-status-cancelled',
    bar: 'bg-status-cancelled-bar',
    color: 'var(--status-cancelled-bar)',
  },
}

/** The status of an execution. With `cancelling`, a running one reads "Cancelling…". */
export function StatusBadge({
  status,
  cancelling = false,
  className,
}: {
  status: ExecutionStatus
  cancelling?: boolean
  className?: string
}) {
  const look = STATUS_LOOKS[status]
  const Icon = look.icon
  const word = cancelling && status === 'running' ? cancellingWord : look.word
  return (
    <span
      data-status={status}
      className={clsx(
        'inline-flex shrink-0 items-center gap-1.5 rounded-sm px-2 text-xs/6 font-semibold whitespace-nowrap',
        look.badge,
        className,
      )}
    >
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={clsx('size-3.5', status === 'running' && 'animate-spin motion-reduce:animate-none')}
      />
      {word}
    </span>
  )
}
