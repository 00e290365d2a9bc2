import type { LockedPackage } from '@flx/shared/plugins/environment'

import type { StoredLock } from './plugin-lock.ts'

/** What an environment was made from, beside its packages: enough to make the same one elsewhere. */
export interface LockOrigin {
  /** The words for pip. May hold credentials: never shown. */
  pipUrl: string
  /** The interpreter that was asked for; null: the default one. */
  python: string | null
  /** The program that is started. */
  executable: string
  /** System and processor, such as `linux-x86_64`. */
  platform: string
  /** Identifies the environment: what has the same one needs no other. */
  fingerprint: string
}

/** A lock from which every worker can make the environment. */
export type BuildableLock = StoredLock & { origin: LockOrigin }

/** What makes an environment the one that it is. Hash it: the pip URL may hold credentials. */
export const environmentText = (
  { pipUrl, python }: Pick<LockOrigin, 'pipUrl' | 'python'>,
  packages: readonly LockedPackage[],
): string => JSON.stringify([pipUrl, python, packages.map(({ name, version, url }) => [name, version, url])])

/** `3.11` of `3.11.7`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Brought by Python itself, in the version that this Python has. */
const SEEDED = new Set(['setuptools', 'wheel'])

/**
 * Sentences about how an environment differs from the lock that it was made from; none when it is the same. On another
 * Python or platform packages may come, go, or be other files, but never be another version.
 */
export function lockDifferences(
  lock: Pick<BuildableLock, 'python' | 'packages' | 'origin'>,
  built: { python: string; platform: string; packages: readonly LockedPackage[] },
): string[] {
  const there = new Map(built.packages.map((each) => [each.name, each]))
  const alike = minorOf(lock.python) === minorOf(built.python) && lock.origin.platform === built.platform
  return lock.packages.flatMap((wanted) => {
    if (SEEDED.has(wanted.name)) return []
    const found = there.get(wanted.name)
    if (found === undefined) return alike ? [`${wanted.name} ${wanted.version} is missing`] : []
    if (found.version !== wanted.version) {
      return [`${wanted.name} is ${found.version} instead of ${wanted.version}`]
    }
    const sameFile = wanted.file !== undefined && wanted.file === found.file
    const known = wanted.hash !== undefined && found.hash !== undefined
    return sameFile && known && wanted.hash !== found.hash
      ? [`the file ${wanted.file} is not the one that was installed (its hash differs)`]
      : []
  })
}
