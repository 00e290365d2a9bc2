import type { LockedPackage, PackageChange } from '@flx/shared/plugins/environment'

import type { LockOrigin } from './environment-lock.ts'
import { normalizedName, withVersion } from './pip-version.ts'

/** The packages of an environment as they were installed, with what they were installed from. */
export interface StoredLock {
  /** Hash of the pip URL and the Python that were asked for: another one resolves its packages again. */
  source: string
  /** Version of the interpreter. */
  python: string
  packages: LockedPackage[]
  /** The changes by the last installation; null for the first one. */
  changes: PackageChange[] | null
  lockedAt: string
  /** Missing in locks of earlier versions. */
  origin?: LockOrigin
}

/** Identifies the source that a lock belongs to. Hash it: the pip URL may hold credentials. */
export const lockSource = (pipUrl: string, python: string | null): string => JSON.stringify([pipUrl, python])

/** Packages by normalized name, by name: those that came, went or have another version or commit. */
export function packageChanges(
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): PackageChange[] {
  const old = new Map(before.map((each) => [each.name, each]))
  const fresh = new Map(after.map((each) => [each.name, each]))
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((name) => {
    const from = shown(old.get(name))
    const to = shown(fresh.get(name))
    return from === to ? [] : [{ name, from, to }]
  })
}

/** A version, with the commit of what came from a repository. */
function shown(locked: LockedPackage | undefined): string | null {
  if (locked === undefined) return null
  const commit = commitOf(locked)
  return commit === null ? locked.version : `${locked.version} (${commit.slice(0, 7)})`
}

const commitOf = ({ url }: LockedPackage): string | null => /@([0-9a-f]{40})$/.exec(url ?? '')?.[1] ?? null

/** One sentence about what an installation changed. */
export function changesSentence(changes: readonly PackageChange[]): string {
  if (changes.length === 0) return 'The packages are the same as before.'
  const said = changes.map(({ name, from, to }) =>
    from === null
      ? `${name} ${to} added`
      : to === null
        ? `${name} ${from} removed`
        : `${name} ${from} → ${to}`,
  )
  return `Changed: ${said.join(', ')}.`
}

/**
 * What pip gets to install exactly what is locked: versions as constraints, and the commit of a plugin that comes from
 * a Git repository in its pip URL. Packages from other addresses and files are installed as the pip URL has them.
 */
export function lockedInstallation(
  pipUrl: string,
  plugin: string,
  { packages }: Pick<StoredLock, 'packages'>,
): { pipUrl: string; constraints: string[] } {
  const named = normalizedName(plugin)
  const own = packages.find(({ name }) => name === named || name.endsWith(`-${named}`))
  const commit = own === undefined ? null : commitOf(own)
  return {
    pipUrl: commit === null ? pipUrl : withVersion(pipUrl, plugin, commit),
    constraints: packages.filter(({ url }) => url === null).map(({ name, version }) => `${name}==${version}`),
  }
}
