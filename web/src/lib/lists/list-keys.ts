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
  const go = (step: 1 | -1) => {
    const all = items()
    const at = current()
    const target = at === -1 ? 0 : Math.max(0, Math.min(at + step, all.length - 1))
    const link = all[target]?.querySelector<HTMLElement>('[data-item-link]')
    link?.focus()
    link?.scrollIntoView({ block: 'nearest' })
  }
  useHotkeys({
    j: () => go(1),
    k: () => go(-1),
    x: () => items()[current()]?.querySelector<HTMLElement>('[data-item-select]')?.click(),
    e: () => items()[current()]?.querySelector<HTMLElement>('[data-item-action]')?.click(),
  })
}
