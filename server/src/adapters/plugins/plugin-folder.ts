import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The environments of one plugin: folders that are never moved (virtual environments cannot be), and a file `current`
 * that names the one in use. Executions that still use a replaced environment keep it until the next installation.
 */
export interface PluginFolder {
  /** Returns the environment in use, undefined if none is installed. */
  current(): Promise<string | undefined>
  /** Returns the fingerprint of the environment in use; null if it has none, undefined without an environment. */
  fingerprint(): Promise<string | null | undefined>
  /** Returns a path for a new environment, which is not in use yet. Removes what earlier installations left. */
  prepare(): Promise<string>
  /** Removes every environment except the one in use. */
  removeUnused(): Promise<void>
  /** Puts `environment` to use, identified by its fingerprint. */
  use(environment: string, fingerprint: string): Promise<void>
  /** Removes an environment that failed. */
  discard(environment: string): Promise<void>
  /** Removes all environments. */
  remove(): Promise<void>
}

const FINGERPRINT = 'flx-fingerprint'

export function pluginFolder(root: string, plugin: { type: string; name: string }): PluginFolder {
  const folder = join(root, plugin.type, plugin.name)
  const pointer = join(folder, 'current')

  const currentName = async (): Promise<string | undefined> => {
    try {
      return (await readFile(pointer, 'utf8')).trim()
    } catch {
      return undefined
    }
  }

  const tidy = async (): Promise<void> => {
    const current = await currentName()
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if (name !== 'current' && name !== current)
        await rm(join(folder, name), { recursive: true, force: true })
    }
  }

  return {
    async current() {
      const name = await currentName()
      return name === undefined ? undefined : join(folder, name)
    },
    async fingerprint() {
      const name = await currentName()
      if (name === undefined) return undefined
      const text = await readFile(join(folder, name, FINGERPRINT), 'utf8').catch(() => null)
      return text === null ? null : text.trim()
    },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await tidy()
      return join(folder, `environment-${randomUUID()}`)
    },
    removeUnused: tidy,
    async use(environment, fingerprint) {
      await writeFile(join(environment, FINGERPRINT), `${fingerprint}\n`)
      const fresh = `${pointer}.${randomUUID()}`
      await writeFile(fresh, `${environment.slice(folder.length + 1)}\n`)
      await rename(fresh, pointer)
    },
    discard: (environment) => rm(environment, { recursive: true, force: true }),
    async remove() {
      // Without the pointer the plugin counts as not installed, even if the rest is interrupted.
      await rm(pointer, { force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Removes the folders of all plugins except these; returns the names of the removed ones. */
export async function keepOnlyFolders(
  root: string,
  plugins: readonly { type: string; name: string }[],
): Promise<string[]> {
  const names = new Set(plugins.map(({ type, name }) => `${type}/${name}`))
  const removed: string[] = []
  for (const type of await readdir(root).catch((): string[] => [])) {
    for (const name of await readdir(join(root, type)).catch((): string[] => [])) {
      if (names.has(`${type}/${name}`)) continue
      await pluginFolder(root, { type, name }).remove()
      removed.push(name)
    }
  }
  return removed
}
