import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { BlockProgram } from '../../domain/projects/run/plan-run.ts'

/** How many packages are searched for the one with the program. */
const MAX_PACKAGES = 1000
/** A file of entry points is longer than this only by mistake. */
const MAX_CHARACTERS = 100_000
const NAME = /^[\w@][\w.@-]*$/

/**
 * Returns the version that Meltano has installed for a plugin, according to the package: Meltano has an environment for
 * each plugin at `.meltano/<kind>/<name>/venv`. Runs nothing; "" if nothing is installed, or if the version cannot be
 * found.
 */
export async function installedVersion(
  folder: string,
  { kind, names, executable, distribution }: BlockProgram,
): Promise<string> {
  for (const name of names) {
    if (!NAME.test(name)) continue
    const packages = await packagesIn(join(folder, '.meltano', kind, name, 'venv/lib'))
    if (packages.length === 0) continue
    const ownPackage = packages.find((candidate) => candidate.name === normalized(distribution))
    return (ownPackage ?? (await findByProgram(executable, packages)))?.version ?? ''
  }
  return ''
}

interface Package {
  name: string
  version: string
  folder: string
}

/** Normalises the name of a package: case does not matter, and "-", "_" and "." are equal. */
const normalized = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-')

async function packagesIn(lib: string): Promise<Package[]> {
  const found: Package[] = []
  for (const python of await entriesOf(lib)) {
    if (!python.startsWith('python')) continue
    const site = join(lib, python, 'site-packages')
    for (const entry of await entriesOf(site)) {
      const [, name, version] = /^(.+)-(\d[\w.!+]{0,60})\.dist-info$/.exec(entry) ?? []
      if (name === undefined || version === undefined || found.length >= MAX_PACKAGES) continue
      found.push({ name: normalized(name), version, folder: join(site, entry) })
    }
  }
  return found
}

const entriesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

/** Returns the package whose entry points include the program. */
async function findByProgram(executable: string, packages: readonly Package[]): Promise<Package | undefined> {
  for (const candidate of packages) {
    const text = await readFile(join(candidate.folder, 'entry_points.txt'), 'utf8').catch(() => '')
    const lines = text.slice(0, MAX_CHARACTERS).split('\n')
    if (lines.some((line) => line.split('=')[0]?.trim() === executable)) return candidate
  }
  return undefined
}
