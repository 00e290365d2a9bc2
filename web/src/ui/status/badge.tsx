import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type BadgeTone = 'neutral' | 'accent' | 'caution' | 'danger'

const TONES: Record<BadgeTone, string> = {
  neutral: 'border-line text-text-soft',
  accent: 'border-transparent bg-accent-soft text-accent',
  caution: 'border-transparent bg-caution-soft text-caution',
  danger: 'border-transparent bg-danger-soft text-danger',
}

/**
 * A small fact beside a name: a type, "bundled", "inactive". For the status of an execution, use
 * `StatusBadge`.
 */
export function Badge({
  children,
  tone = 'neutral',
  className,
  title,
}: {
  children: ReactNode
  tone?: BadgeTone
  className?: string
  title?: string
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex shrink-0 items-center gap-1 rounded-sm border px-1.5 text-2xs/4.5 font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
