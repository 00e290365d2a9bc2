import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** As many links as Linux follows. */
const MAX_LINKS = 40

/**
 * Returns the real path that a path leads to, also if the target does not exist yet: opening a dangling link for
 * writing would create the file behind it. If parts cannot be read, resolves as far as possible: opening fails anyway.
 */
export function realPathOf(path: string, links = 0): string {
  const absolute = resolve(path)
  const real = orUndefined(() => realpathSync.native(absolute))
  const folder = dirname(absolute)
  if (real !== undefined || folder === absolute || links > MAX_LINKS) return real ?? absolute
  const parent = realPathOf(folder, links)
  const place = join(parent, basename(absolute))
  const target = orUndefined(() => (lstatSync(place).isSymbolicLink() ? readlinkSync(place) : undefined))
  return target === undefined ? place : realPathOf(resolve(parent, target), links + 1)
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
