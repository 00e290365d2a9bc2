import type { ProjectElement } from '@flx/shared/projects/project-import'
import { clsx } from 'clsx'
import { Ban, Check, CircleAlert, Equal, Pencil, Plus, type LucideIcon } from 'lucide-react'

import { OUTCOMES } from '../words.ts'

const LOOKS: Record<ProjectElement['outcome'], { icon: LucideIcon; className: string }> = {
  create: { icon: Plus, className: 'text-accent' },
  change: { icon: Pencil, className: 'text-accent' },
  unchanged: { icon: Equal, className: 'text-text-faint' },
  used: { icon: Check, className: 'text-text-faint' },
  'left-out': { icon: Ban, className: 'text-caution' },
  error: { icon: CircleAlert, className: 'text-danger' },
}

/** The outcome of an element: icon and word. */
export function OutcomeMark({
  outcome,
  className,
}: {
  outcome: ProjectElement['outcome']
  className?: string
}) {
  const { icon: Icon, className: tone } = LOOKS[outcome]
  return (
    <span className={clsx('inline-flex shrink-0 items-center gap-1.5 text-sm', tone, className)}>
      <Icon aria-hidden className="size-3.5" />
      {OUTCOMES[outcome]}
    </span>
  )
}
