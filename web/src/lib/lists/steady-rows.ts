import { useState } from 'react'

interface ShownOrder {
  scope: string
  /** Ids in the order in which they are shown. */
  order: readonly string[]
}

/**
 * Keeps the rows of a live list in place while it reloads. Known rows stay in their order with their new
 * content, removed rows leave, and new rows among them are withheld until released. Rows after the last one
 * (the next page) are added. A new `scope` (search, filters, order) starts over. Null means that the items
 * still belong to the previous scope.
 */
export function useSteadyRows<T extends { id: string }>(
  items: readonly T[],
  scope: string | null,
): { items: readonly T[]; withheld: number; release: () => void } {
  const [shown, setShown] = useState<ShownOrder | null>(null)
  if (scope === null) return { items, withheld: 0, release: () => undefined }
  const order = steadyOrder(items, shown?.scope === scope ? shown.order : [])
  // During rendering, which is where React wants state that is derived from what is rendered.
  if (shown?.scope !== scope || !sameOrder(shown.order, order)) setShown({ scope, order })
  const byId = new Map(items.map((item) => [item.id, item]))
  return {
    items: order.flatMap((id) => byId.get(id) ?? []),
    withheld: items.length - order.length,
    release: () => setShown(null),
  }
}

/** Returns the order of the items after a reload. */
export function steadyOrder(items: readonly { id: string }[], previous: readonly string[]): string[] {
  const previousIds = new Set(previous)
  const currentIds = new Set(items.map(({ id }) => id))
  const remaining = previous.filter((id) => currentIds.has(id))
  if (remaining.length === 0) return items.map(({ id }) => id)
  const last = items.findLastIndex(({ id }) => previousIds.has(id))
  return [...remaining, ...items.slice(last + 1).map(({ id }) => id)]
}

const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index])
