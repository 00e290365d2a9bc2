import type { RefObject } from 'react'

import { useHotkeys } from '../browser/hotkeys.ts'

/**
 * Handles keys in a list: `j` and `k` move the focus, `x` ticks an item, `e` presses its main button. Items
 * carry `data-item`, their focusable link `data-item-link`, the tick box `data-item-select` and the main
 * button `data-item-action`.
 */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  const items = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])]
  const current = () => items().findIndex((item) => item.contains(document.activeElement))
  const moveFocus = (step: 1 | -1) => {
    const allItems = items()
    const index = current()
    const target = index === -1 ? 0 : Math.max(0, Math.min(index + step, allItems.length - 1))
    const link = allItems[target]?.querySelector<HTMLElement>('[data-item-link]')
    link?.focus()
    link?.scrollIntoView({ block: 'nearest' })
  }
  useHotkeys({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    x: () => items()[current()]?.querySelector<HTMLElement>('[data-item-select]')?.click(),
    e: () => items()[current()]?.querySelector<HTMLElement>('[data-item-action]')?.click(),
  })
}
