import type { Shortfall } from '@flx/shared/executions/execution'
import { CircleDashed, TrendingDown, type LucideIcon } from 'lucide-react'

import { Badge } from './badge.tsx'
import { SHORTFALL_WORDS } from './words.ts'

/** The icon, words and explanation for a success with too few records. */
export const SHORTFALL_LOOKS: Record<Shortfall, { word: string; icon: LucideIcon; explanation: string }> = {
  empty: {
    ...SHORTFALL_WORDS.empty,
    icon: CircleDashed,
  },
  low: {
    ...SHORTFALL_WORDS.low,
    icon: TrendingDown,
  },
}

/** A badge beside the status of a successful execution that loaded no records, or far too few. */
export function ShortfallBadge({ shortfall }: { shortfall: Shortfall | null }) {
  if (shortfall === null) return null
  const { word, icon: Icon, explanation } = SHORTFALL_LOOKS[shortfall]
  return (
    <span data-shortfall={shortfall} className="inline-flex">
      <Badge tone="caution" title={explanation}>
        <Icon aria-hidden className="size-3" />
        {word}
      </Badge>
    </span>
  )
}
