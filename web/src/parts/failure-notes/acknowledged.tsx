import type { Acknowledgement } from '@flx/shared/alert'
import { clsx } from 'clsx'
import { UserRoundCheck } from 'lucide-react'

import { RelativeTime } from '#web/ui/time.tsx'

/** The user who acknowledged a failure, and when. */
export function Acknowledged({
  by,
  at,
  lead = '',
  className,
}: Acknowledgement & { lead?: string; className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-1.5', className)}>
      <UserRoundCheck aria-hidden className="size-4 shrink-0 text-accent" />
      <span className="min-w-0 wrap-anywhere">
        {lead}
        {by}
        <span className="text-text-faint">
          {' · '}
          <RelativeTime at={at} />
        </span>
      </span>
    </span>
  )
}
