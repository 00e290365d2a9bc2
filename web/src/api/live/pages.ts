import type { List } from '@flx/shared/core/list'
import type { InfiniteData } from '@tanstack/react-query'

/** The loaded pages of a list. */
export type Pages<T> = InfiniteData<List<T>>

/** Returns the pages with changed items, or the same reference if none changed. */
export function mapItems<T>(data: Pages<T>, change: (item: T) => T): Pages<T> {
  let isChanged = false
  const pages = data.pages.map((page) => {
    const items = page.items.map(change)
    if (items.every((item, index) => item === page.items[index])) return page
    isChanged = true
    return { ...page, items }
  })
  return isChanged ? { ...data, pages } : data
}

/** Reports whether an item is among the loaded ones. */
export const contains = (data: Pages<{ id: string }>, id: string): boolean =>
  data.pages.some((page) => page.items.some((item) => item.id === id))
