import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'

import type { HostPython } from '@flx/shared/plugins/environment'

import { isExecutable } from './installed-program.ts'
import { outputOf, type InstallSession } from './install-session.ts'

const NAME = /^python3(?:\.\d+)?$/
/** Far more than a machine has; each is started once. */
const LIMIT = 40
const SCRIPT = 'import sys, venv; print("%d.%d.%d" % sys.version_info[:3])'

/**
 * Finds the Pythons of this machine that can make environments, newest first: those on the PATH, those of pyenv and
 * those that uv manages. Returns one per version.
 */
export async function findPythons(
  session: InstallSession,
  environment: Readonly<Record<string, string>>,
): Promise<HostPython[]> {
  const onPath = pathFolders(environment)
  const found = new Map<string, HostPython>()
  const candidates = [
    ...(await Promise.all(onPath.map((folder) => namesIn(folder, (name) => name)))).flat(),
    ...(await managed(environment)),
  ]
  for (const { path, command } of candidates.slice(0, LIMIT)) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined || found.has(real)) continue
    const version = (await outputOf(session, [path, '-c', SCRIPT]))?.trim()
    // A wrapper of a version manager answers only for the selected version.
    if (version !== undefined && /^3\.\d+\.\d+$/.test(version)) found.set(real, { command, version })
  }
  const byVersion = new Map<string, HostPython>()
  for (const python of found.values())
    if (!byVersion.has(python.version)) byVersion.set(python.version, python)
  return [...byVersion.values()].sort((a, b) => order(b.version) - order(a.version))
}

/** Whether python3 or uv is on the PATH. Starts no process. */
export async function canInstall(environment: Readonly<Record<string, string>>): Promise<boolean> {
  for (const folder of pathFolders(environment)) {
    for (const name of ['python3', 'uv']) if (await isExecutable(join(folder, name))) return true
  }
  return false
}

const pathFolders = (environment: Readonly<Record<string, string>>): string[] =>
  (environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))

const order = (version: string): number =>
  version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)

interface Candidate {
  path: string
  command: string
}

/** Returns the interpreters in a folder, `python3.11` before `python3`. */
async function namesIn(
  folder: string,
  commandOf: (name: string, path: string) => string,
): Promise<Candidate[]> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => NAME.test(name))
  return names
    .sort((a, b) => b.length - a.length)
    .map((name) => ({ path: join(folder, name), command: commandOf(name, join(folder, name)) }))
}

async function managed(environment: Readonly<Record<string, string>>): Promise<Candidate[]> {
  const home = environment['HOME'] ?? '/nonexistent'
  const roots = [
    join(environment['PYENV_ROOT'] ?? join(home, '.pyenv'), 'versions'),
    join(home, '.local/share/uv/python'),
  ]
  const folders = await Promise.all(
    roots.map(async (root) =>
      (await readdir(root).catch((): string[] => [])).map((version) => join(root, version, 'bin')),
    ),
  )
  const found = await Promise.all(folders.flat().map((folder) => namesIn(folder, (_name, path) => path)))
  return found.flat()
}
