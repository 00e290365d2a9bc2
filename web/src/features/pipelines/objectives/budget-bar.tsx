import type { ObjectiveFigures, ObjectiveState } from '@flx/shared/pipelines/objectives'
import { clsx } from 'clsx'
import { CircleCheck, CircleX, Flame, type LucideIcon } from 'lucide-react'

import { objectiveWords as words } from './words.ts'

export const OBJECTIVE_LOOKS: Record<ObjectiveState, { icon: LucideIcon; text: string; bar: string }> = {
  met: { icon: CircleCheck, text: 'text-status-success', bar: 'bg-status-success-bar' },
  burning: { icon: Flame, text: 'text-caution', bar: 'bg-status-pending-bar' },
  spent: { icon: CircleX, text: 'text-status-failed', bar: 'bg-status-failed-bar' },
}

const STATES: readonly ObjectiveState[] = ['met', 'burning', 'spent']

/** What the icons of error budgets in a list mean. */
export const BudgetLegend = () => (
  <p className="flex items-center gap-3 text-xs whitespace-nowrap text-text-soft">
    {STATES.map((state) => {
      const { icon: Icon, text } = OBJECTIVE_LOOKS[state]
      return (
        <span key={state} className="inline-flex items-center gap-1">
          <Icon aria-hidden className={clsx('size-3.5', text)} />
          {words.state[state]}
        </span>
      )
    })}
  </p>
)

/** A bar that shows what is left of an error budget. */
export function BudgetBar({
  remaining,
  state,
  className,
}: Pick<ObjectiveFigures, 'remaining' | 'state'> & { className: string }) {
  return (
    <span aria-hidden className={clsx('block overflow-hidden rounded-full bg-hover', className)}>
      <span
        className={clsx('block h-full rounded-full', OBJECTIVE_LOOKS[state].bar)}
        style={{ width: `${state === 'spent' ? 100 : Math.max(3, remaining * 100)}%` }}
      />
    </span>
  )
}

/**
 * The objective of a pipeline with the least budget left, which is what lists are sorted by, in a row of a list. Its
 * tooltip adds the other one, which might burn faster.
 */
export function BudgetCell({ objectives }: { objectives: readonly ObjectiveFigures[] | undefined }) {
  const sorted = objectives?.toSorted((a, b) => a.remaining - b.remaining) ?? []
  const [lowest] = sorted
  if (lowest === undefined) return <span className="text-text-faint">—</span>
  const { state, remaining } = lowest
  const { icon: Icon, text } = OBJECTIVE_LOOKS[state]
  const label = sorted.map(labelOf).join('\n')
  return (
    <span title={label} className="flex items-center gap-2 whitespace-nowrap">
      <Icon aria-hidden className={clsx('size-3.5 shrink-0', text)} />
      <BudgetBar remaining={remaining} state={state} className="h-1 w-12 shrink-0" />
      <span aria-hidden className={clsx('tabular', state === 'met' ? '' : `font-semibold ${text}`)}>
        {words.shortLeft(remaining)}
      </span>
      <span className="sr-only">{label}</span>
    </span>
  )
}

const labelOf = ({ kind, objective, state, remaining }: ObjectiveFigures): string =>
  `${words.kind[kind]} ${words.promise(objective)}: ${words.state[state]}, ${words.left(remaining)}`
