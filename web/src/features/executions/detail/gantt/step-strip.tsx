import type { Execution } from '@flx/shared/executions/execution'
import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'

import { useNow } from '#web/lib/time/clock.tsx'
import { formatDuration } from '#web/lib/format.ts'

import { BARS } from './step-bars.ts'

/**
 * The steps on a phone, with the share of time that each took. Expands and collapses the card with the
 * details.
 */
export function StepStrip({
  execution,
  open,
  onToggle,
}: {
  execution: Execution
  open: boolean
  onToggle: () => void
}) {
  const now = useNow()
  const steps = execution.steps.flatMap(({ plugin, kind, status, startedAt, finishedAt }) => {
    if (startedAt === null) return []
    const end = finishedAt === null ? now : Date.parse(finishedAt)
    return [
      { key: `${kind} ${plugin}`, kind, status, seconds: Math.max(0, end - Date.parse(startedAt)) / 1000 },
    ]
  })
  if (steps.length === 0) return null
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="mb-3 block min-h-11 w-full rounded-md text-left text-xs text-text-soft sm:hidden"
    >
      <span aria-hidden className="flex h-2 gap-0.5">
        {steps.map(({ key, status, seconds }) => (
          <span
            key={key}
            style={{ flexGrow: Math.max(seconds, 0.1) }}
            className={clsx('min-w-1 basis-0 rounded-xs', BARS[status])}
          />
        ))}
      </span>
      <span className="tabular mt-2 flex items-center gap-x-3">
        {steps.map(({ key, kind, status, seconds }) => (
          <span
            key={key}
            className={clsx('flex min-w-0 gap-x-1', status === 'failed' && 'font-medium text-status-failed')}
          >
            <span className="truncate">{kind}</span>{' '}
            <span className="shrink-0">{formatDuration(seconds)}</span>
          </span>
        ))}
        <ChevronDown
          aria-hidden
          className={clsx('ml-auto size-4 shrink-0 text-text-faint', open && 'rotate-180')}
        />
      </span>
    </button>
  )
}
