import { formatNumber } from './format.ts'

/**
 * Overspent budgets from this multiple on are shown as a multiple, such as `12×`, instead of a percentage.
 */
const MULTIPLE_FROM = 10

/**
 * Formats the remaining part of an error budget, or how far it is overspent. `remaining` is 1 for all of it and
 * negative when overspent.
 */
export function formatBudget(remaining: number): { amount: string; isOver: boolean } {
  if (remaining >= 0) return { amount: `${Math.floor(remaining * 100)}%`, isOver: false }
  const overspent = -remaining
  return {
    amount:
      overspent < MULTIPLE_FROM
        ? `${formatNumber(Math.ceil(overspent * 100))}%`
        : `${formatNumber(overspent)}×`,
    isOver: true,
  }
}
