import { clsx } from 'clsx'

import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

const SHOWN = [
  ['success', 'h-2.5'],
  ['failed', 'h-3.5'],
  ['cancelled', 'h-1.5'],
  ['running', 'h-3'],
] as const

/** The legend of the strips. */
export function FleetLegend() {
  return (
    <p className="flex h-8 shrink-0 items-center gap-3 text-xs whitespace-nowrap text-text-soft max-[90rem]:hidden">
      {SHOWN.map(([status, height]) => (
        <span key={status} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={clsx('w-1.5 rounded-[1.5px]', height, STATUS_LOOKS[status].bar)} />
          {STATUS_LOOKS[status].word}
        </span>
      ))}
    </p>
  )
}
