import { formatNumber } from './format.ts'

/** From so many budgets over on, how many times says more than per cent. */
const TIMES_FROM = 10

/** How much of an error budget is left, or how far it is overspent. `left` is 1 for all of it, below 0 beyond it. */
export function formatBudget(left: number): { amount: string; isOver: boolean } {
  if (left >= 0) return { amount: `${Math.floor(left * 100)}%`, isOver: false }
  const over = -left
  return {
    amount: over < TIMES_FROM ? `${formatNumber(Math.ceil(over * 100))}%` : `${formatNumber(over)}×`,
    isOver: true,
  }
}
