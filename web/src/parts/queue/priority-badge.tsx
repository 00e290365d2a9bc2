import type { Priority } from '@flx/shared/executions/priority'
import { ChevronsDown, ChevronsUp, Equal, type LucideIcon } from 'lucide-react'

import { Badge } from '#web/ui/status/badge.tsx'

import { PRIORITY_WORDS, priorityWords } from './words.ts'

export const PRIORITY_ICONS: Record<Priority, LucideIcon> = {
  high: ChevronsUp,
  normal: Equal,
  low: ChevronsDown,
}

/** The priority of an execution, if it is not normal. */
export function PriorityBadge({ priority }: { priority: Priority }) {
  if (priority === 'normal') return null
  const Icon = PRIORITY_ICONS[priority]
  return (
    <Badge tone={priority === 'high' ? 'accent' : 'neutral'} title={priorityWords.hints[priority]}>
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{priorityWords.badge[priority]}</span>
      <span aria-hidden>{PRIORITY_WORDS[priority]}</span>
    </Badge>
  )
}
