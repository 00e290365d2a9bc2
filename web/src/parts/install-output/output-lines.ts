import type { InstallLine } from '@flx/shared/plugins/plugin'

type Lines = readonly InstallLine[]

/**
 * Returns the position to load from. The last loaded line is loaded again, to see whether the same installation
 * continues.
 */
export const loadPosition = (loaded: Lines): number => Math.max(0, (loaded.at(-1)?.line ?? 0) - 1)

/**
 * Adds a page requested with `loadPosition` to the output, and reports whether there may be more. Each
 * installation numbers its lines from one. A page that does not start with the last loaded line belongs to a later
 * installation, which is read from its start.
 */
export function withPage(loaded: Lines, page: Lines): { lines: Lines; more: boolean } {
  const last = loaded.at(-1)
  if (last === undefined) return { lines: page, more: page.length > 0 }
  const [first] = page
  if (first === undefined || !isSame(first, last)) return { lines: [], more: true }
  return page.length === 1
    ? { lines: loaded, more: false }
    : { lines: [...loaded, ...page.slice(1)], more: true }
}

const isSame = (one: InstallLine, other: InstallLine): boolean =>
  one.line === other.line && one.at === other.at && one.text === other.text
