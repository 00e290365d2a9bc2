import { formatNumber } from './format.ts'

/**
 * Overspent budgets from this multiple on are shown as a multiple, such as `12×`, instead of a percentage.
 */
const TIMES_FROM = 10

/**
 * Formats the part of an error budget that is left, or how far it is overspent. `left` is 1 for all of it and
 * negative when overspent.
 */
export function formatBudget(left: number): { amount: string; isOver: boolean } {
  if (left >= 0) return { amount: `${Math.floor(left * 100)}%`, isOver: false }
  const over = -left
  return {
    amount: over < TIMES_FROM ? `${formatNumber(Math.ceil(over * 100))}%` : `${formatNumber(over)}×`,
    isOver: true,
  }
}
