import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** As many links as Linux follows. */
const MOST_LINKS = 40

/**
 * The real path of what a path leads to, also of what is not there yet: opening it for writing would make the file
 * behind a link that leads nowhere. Of what cannot be looked at, as far as it can: opening it fails anyway.
 */
export function realPathOf(path: string, links = 0): string {
  const whole = resolve(path)
  const real = orUndefined(() => realpathSync.native(whole))
  const folder = dirname(whole)
  if (real !== undefined || folder === whole || links > MOST_LINKS) return real ?? whole
  const parent = realPathOf(folder, links)
  const place = join(parent, basename(whole))
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
