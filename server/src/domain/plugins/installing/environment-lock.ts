import type { LockedPackage } from '@flx/shared/plugins/environment'

import type { StoredLock } from './plugin-lock.ts'

/** The inputs of an environment besides its packages: enough to make the same one elsewhere. */
export interface LockOrigin {
  /** The arguments for pip. They can contain credentials: never show them. */
  pipUrl: string
  /** The requested interpreter; null: the default. */
  python: string | null
  /** The program to start. */
  executable: string
  /** Operating system and processor, such as `linux-x86_64`. */
  platform: string
  /** Identifies the environment: a machine with the same fingerprint needs no other. */
  fingerprint: string
}

/** A lock from which every worker can build the environment. */
export type BuildableLock = StoredLock & { origin: LockOrigin }

/** Returns the text that identifies an environment. Hash it: the pip URL can contain credentials. */
export const environmentText = (
  { pipUrl, python }: Pick<LockOrigin, 'pipUrl' | 'python'>,
  packages: readonly LockedPackage[],
): string => JSON.stringify([pipUrl, python, packages.map(({ name, version, url }) => [name, version, url])])

/** Returns `3.11` for `3.11.7`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Packages that Python itself brings, in versions that depend on the Python. */
const SEEDED = new Set(['setuptools', 'wheel'])

/**
 * Describes in sentences how an environment differs from its lock; empty if it does not. On another Python or platform,
 * packages can be added, missing or different files, but never another version.
 */
export function lockDifferences(
  lock: Pick<BuildableLock, 'python' | 'packages' | 'origin'>,
  built: { python: string; platform: string; packages: readonly LockedPackage[] },
): string[] {
  const installed = new Map(built.packages.map((entry) => [entry.name, entry]))
  const isSamePlatform =
    minorOf(lock.python) === minorOf(built.python) && lock.origin.platform === built.platform
  return lock.packages.flatMap((wanted) => {
    if (SEEDED.has(wanted.name)) return []
    const found = installed.get(wanted.name)
    if (found === undefined) return isSamePlatform ? [`${wanted.name} ${wanted.version} is missing`] : []
    if (found.version !== wanted.version) {
      return [`${wanted.name} is ${found.version} instead of ${wanted.version}`]
    }
    const sameFile = wanted.file !== undefined && wanted.file === found.file
    const bothHashed = wanted.hash !== undefined && found.hash !== undefined
    return sameFile && bothHashed && wanted.hash !== found.hash
      ? [`the file ${wanted.file} is not the one that was installed (its hash differs)`]
      : []
  })
}
