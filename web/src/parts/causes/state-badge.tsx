import type { CauseState } from '@flx/shared/failures/cause-link'
import { clsx } from 'clsx'
import { CircleCheck, CircleX, UserRoundCheck, type LucideIcon } from 'lucide-react'

import { causeStateWords } from './words.ts'

export const STATE_LOOKS: Record<CauseState, { icon: LucideIcon; badge: string; text: string }> = {
  open: { icon: CircleX, badge: 'bg-status-failed-soft text-status-failed', text: 'text-status-failed' },
  acknowledged: {
    icon: UserRoundCheck,
    badge: 'bg-status-pending-soft text-status-pending',
    text: 'text-status-pending',
  },
  recovered: {
    icon: CircleCheck,
    badge: 'bg-status-success-soft text-status-success',
    text: 'text-status-success',
  },
}

/** The state of a cause: icon, word and colour. */
export function StateBadge({ state }: { state: CauseState }) {
  const { icon: Icon, badge } = STATE_LOOKS[state]
  return (
    <span
      data-cause-state={state}
      className={clsx(
        'inline-flex shrink-0 items-center gap-1.5 rounded-sm px-2 text-xs/6 font-semibold whitespace-nowrap',
        badge,
      )}
    >
      <Icon aria-hidden strokeWidth={2.25} className="size-3.5" />
      {causeStateWords[state]}
    </span>
  )
}
