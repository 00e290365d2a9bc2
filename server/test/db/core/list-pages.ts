import type { List } from '@flx/shared/core/list'

/** All pages of a list, each fetched with the cursor of the previous one; `between` happens after each. */
export async function listPages<T>(
  fetch: (cursor: string | undefined) => Promise<List<T>>,
  between: () => Promise<void> = async () => {},
): Promise<T[][]> {
  const found: T[][] = []
  let cursor: string | undefined
  do {
    const page = await fetch(cursor)
    found.push(page.items)
    await between()
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}
