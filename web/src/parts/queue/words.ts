import type { Total } from '@flx/shared/core/list'
import type { QueuePosition } from '@flx/shared/executions/waiting'
import type { Priority } from '@flx/shared/executions/priority'

import { formatNumber } from '#web/lib/format.ts'

// The words of priorities and the queue, by component.

export const PRIORITY_WORDS: Record<Priority, string> = { high: 'High', normal: 'Normal', low: 'Low' }

export const priorityWords = {
  priority: 'Priority',
  badge: { high: 'High priority', normal: 'Normal priority', low: 'Low priority' },
  hints: {
    high: 'Starts before executions queued up to an hour earlier.',
    normal: 'Starts in the order of the queue.',
    low: 'Starts after executions queued up to an hour later.',
  },
  hint: 'Waiting executions with high priority start up to an hour sooner, with low priority up to an hour later.',
  ofPipeline: (priority: Priority) => `Default: ${PRIORITY_WORDS[priority].toLowerCase()}`,
  of: (pipelineName: string) => `Priority of ${pipelineName}`,
  set: (priority: Priority) => `Set priority: ${PRIORITY_WORDS[priority].toLowerCase()}`,
  changed: (pipelineName: string, priority: Priority) =>
    `${pipelineName} now waits with ${PRIORITY_WORDS[priority].toLowerCase()} priority`,
  /** Further words by which the palette finds it. */
  also: { high: 'move up first', normal: 'queue', low: 'move down last' },
}

const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinal = (position: number) => `${formatNumber(position)}${ENDINGS[ordinals.select(position)] ?? 'th'}`
const atLeast = (total: Total) =>
  typeof total === 'number' ? formatNumber(total) : `more than ${formatNumber(total.atLeast - 1)}`

/** "3rd of 12 in the queue". */
export const queueWords = ({ position, total }: QueuePosition): string =>
  typeof position === 'number'
    ? `${ordinal(position)} of ${atLeast(total)} in the queue`
    : `Behind ${atLeast(position)} in the queue`
