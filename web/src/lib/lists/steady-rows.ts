import { useState } from 'react'

interface Held {
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
  const [held, setHeld] = useState<Held | null>(null)
  if (scope === null) return { items, withheld: 0, release: () => undefined }
  const order = steadyOrder(items, held?.scope === scope ? held.order : [])
  // During rendering, which is where React wants state that is derived from what is rendered.
  if (held?.scope !== scope || !sameOrder(held.order, order)) setHeld({ scope, order })
  const byId = new Map(items.map((item) => [item.id, item]))
  return {
    items: order.flatMap((id) => byId.get(id) ?? []),
    withheld: items.length - order.length,
    release: () => setHeld(null),
  }
}

/** Returns the order of the items after a reload. */
export function steadyOrder(items: readonly { id: string }[], before: readonly string[]): string[] {
  const known = new Set(before)
  const here = new Set(items.map(({ id }) => id))
  const kept = before.filter((id) => here.has(id))
  if (kept.length === 0) return items.map(({ id }) => id)
  const last = items.findLastIndex(({ id }) => known.has(id))
  return [...kept, ...items.slice(last + 1).map(({ id }) => id)]
}

const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index])
