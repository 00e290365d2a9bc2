import { clsx } from 'clsx'

import { formatNumber } from '#web/lib/format.ts'

import { changeNoteWords } from './words.ts'

/** Returns the change in per cent of the previous value, or null if that was zero. */
export function relativeChange(now: number, before: number): number | null {
  return before === 0 ? null : ((now - before) / before) * 100
}

/**
 * The change of a figure since the previous window. It has a colour, besides its sign, only if more is
 * better.
 */
export function ChangeNote({
  change,
  unit,
  moreIsBetter = false,
}: {
  change: number | null
  unit: '%' | 'points'
  moreIsBetter?: boolean
}) {
  if (change === null) return <span>{changeNoteWords.noEarlierData}</span>
  const size = Math.abs(change)
  const amount = size >= 100 ? formatNumber(size) : size.toFixed(1)
  if (Number(amount) === 0) return <span>{changeNoteWords.noChange}</span>
  return (
    <span
      title={changeNoteWords.comparedWith}
      className={clsx(
        'whitespace-nowrap',
        moreIsBetter && (change > 0 ? 'text-status-success' : 'text-status-failed'),
      )}
    >
      <span aria-hidden>{change > 0 ? '▲' : '▼'} </span>
      <span className="sr-only">{change > 0 ? changeNoteWords.up : changeNoteWords.down} </span>
      {changeNoteWords.amount(amount, unit)}
    </span>
  )
}
