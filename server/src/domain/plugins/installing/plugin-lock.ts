import type { LockedPackage, PackageChange } from '@flx/shared/plugins/environment'

import type { LockOrigin } from './environment-lock.ts'
import { normalizedName, withVersion } from './pip-version.ts'

/** The packages of an environment as installed, and their source. */
export interface StoredLock {
  /** Hash of the requested pip URL and Python: if it changes, packages are resolved again. */
  source: string
  /** Version of the interpreter. */
  python: string
  packages: LockedPackage[]
  /** The changes by the last installation; null for the first one. */
  changes: PackageChange[] | null
  lockedAt: string
  /** Missing in locks from earlier versions. */
  origin?: LockOrigin
}

/** Identifies the source that a lock belongs to. Hash it: the pip URL can contain credentials. */
export const lockSource = (pipUrl: string, python: string | null): string => JSON.stringify([pipUrl, python])

/**
 * Lists the packages that were added, removed or changed in version or commit, sorted by name. Takes packages with normalised
 * names.
 */
export function packageChanges(
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): PackageChange[] {
  const byNameBefore = new Map(before.map((entry) => [entry.name, entry]))
  const byNameAfter = new Map(after.map((entry) => [entry.name, entry]))
  return [...new Set([...byNameBefore.keys(), ...byNameAfter.keys()])].sort().flatMap((name) => {
    const from = displayedVersion(byNameBefore.get(name))
    const to = displayedVersion(byNameAfter.get(name))
    return from === to ? [] : [{ name, from, to }]
  })
}

/** Returns the version, with the commit of a package from a repository. */
function displayedVersion(locked: LockedPackage | undefined): string | null {
  if (locked === undefined) return null
  const commit = commitOf(locked)
  return commit === null ? locked.version : `${locked.version} (${commit.slice(0, 7)})`
}

const commitOf = ({ url }: LockedPackage): string | null => /@([0-9a-f]{40})$/.exec(url ?? '')?.[1] ?? null

/** Describes in one sentence what an installation changed. */
export function changesSentence(changes: readonly PackageChange[]): string {
  if (changes.length === 0) return 'The packages are the same as before.'
  const descriptions = changes.map(({ name, from, to }) =>
    from === null
      ? `${name} ${to} added`
      : to === null
        ? `${name} ${from} removed`
        : `${name} ${from} → ${to}`,
  )
  return `Changed: ${descriptions.join(', ')}.`
}

/**
 * Returns pip's input for installing exactly the locked packages: versions as constraints, and the commit of a plugin from Git
 * in its pip URL. Packages from other URLs and files are installed as the pip URL states.
 */
export function lockedInstallation(
  pipUrl: string,
  plugin: string,
  { packages }: Pick<StoredLock, 'packages'>,
): { pipUrl: string; constraints: string[] } {
  const wanted = normalizedName(plugin)
  const ownPackage = packages.find(({ name }) => name === wanted || name.endsWith(`-${wanted}`))
  const commit = ownPackage === undefined ? null : commitOf(ownPackage)
  return {
    pipUrl: commit === null ? pipUrl : withVersion(pipUrl, plugin, commit),
    constraints: packages.filter(({ url }) => url === null).map(({ name, version }) => `${name}==${version}`),
  }
}
