import { watch, type FSWatcher } from 'node:fs'
import { readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'

import { AppError, messageOf } from '../../domain/core/errors.ts'
import { includePatterns } from '../../domain/projects/include-patterns.ts'
import { matchesPattern } from '../../domain/projects/file-pattern.ts'
import type { ProjectFolder } from '../../domain/projects/project-store.ts'
import type { ProjectFile } from '../../domain/projects/read-project.ts'

/** Folders that contain no part of a project, and might contain a great deal. */
const LEFT_OUT = new Set(['.meltano', '.git', 'node_modules', '.venv', 'venv', '__pycache__', 'output'])
const MAX_LEVELS = 8
const MAX_FOLDERS = 2000
const MAX_FILES = 2000
const MAX_BYTES = 1_000_000
/** How long the files must stay unchanged before they are read. */
const SETTLE_MS = 400

/**
 * Opens a folder of this machine with a Meltano project: the one that an administrator named at the start, and no
 * other.
 */
export function createProjectFolder(path: string, environment: string | null): ProjectFolder {
  return {
    path,
    name: basename(path).slice(0, 100),
    environment,
    hasSystemDatabase: () =>
      stat(join(path, '.meltano/meltano.db')).then(
        (found) => found.isFile(),
        () => false,
      ),
    files: () => settledFiles(path),
    write: (file, before, after) => writeFileInside(path, file, before, after),
    watch: (wake) => watchFolder(path, wake),
  }
}

/** Reads the files once nothing writes them: a checkout replaces them one by one. Throws AppError `unavailable`. */
async function settledFiles(root: string): Promise<ProjectFile[]> {
  try {
    for (let attempt = 0; ; attempt += 1) {
      const before = await fingerprint(root)
      const files = await readFiles(root)
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      if ((await fingerprint(root)) === before || attempt === 10) return files
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('unavailable', `The project folder could not be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

/** Reads the files as they are now. Throws AppError `unavailable` without a `meltano.yml`. */
export async function readFiles(root: string): Promise<ProjectFile[]> {
  const real = await realpath(root)
  const main = await readProjectFile(real, 'meltano.yml')
  if (main === undefined) {
    throw new AppError('unavailable', 'The project folder contains no meltano.yml.')
  }
  const patterns = includePatterns(main.text)
  const paths = (await listed(real)).filter(
    (path) =>
      path === '.env' ||
      /^plugins\/.*\.lock$/.test(path) ||
      (path !== 'meltano.yml' && patterns.some((pattern) => matchesPattern(pattern, path))),
  )
  const files = await Promise.all(paths.slice(0, MAX_FILES).map((path) => readProjectFile(real, path)))
  return [main, ...files.filter((file) => file !== undefined)]
}

/** Writes a new file and renames it into place; never through a link that leads out of the folder. */
async function writeFileInside(root: string, path: string, before: string, after: string): Promise<void> {
  const real = await realpath(root)
  const present = await readProjectFile(real, path)
  if (present === undefined || present.isOutside === true || present.text !== before) {
    throw new AppError('conflict', `${path} has changed in the meantime. Review the changes again.`)
  }
  if (before.includes('\uFFFD')) {
    throw new AppError(
      'conflict',
      `${path} is not UTF-8, so writing it would lose characters. Save it as UTF-8.`,
    )
  }
  const file = await realpath(join(real, path))
  const unfinished = `${file}.flx-unfinished`
  try {
    await writeFile(unfinished, after, { mode: (await stat(file)).mode, flag: 'wx' })
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new AppError('unavailable', `${path} could not be written: ${messageOf(error)}.`, { cause: error })
  }
}

/** Reads a file. A link that leads out of the folder is listed, but never read. */
async function readProjectFile(root: string, path: string): Promise<ProjectFile | undefined> {
  const real = await realpath(join(root, path)).catch(() => undefined)
  if (real === undefined) return undefined
  if (!real.startsWith(root + sep)) return { path, text: '', isOutside: true }
  const { size } = await stat(real)
  if (size > MAX_BYTES) throw new AppError('unavailable', `${path} is larger than 1,000,000 bytes.`)
  return { path, text: await readFile(real, 'utf8') }
}

/** Returns paths of YAML, lock and `.env` files, with `/`. Linked folders are not entered. */
async function listed(root: string): Promise<string[]> {
  const found: string[] = []
  for (const folder of await folders(root)) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory() || !/\.ya?ml$|\.lock$|^\.env$/.test(entry.name)) continue
      found.push(folder === '' ? entry.name : `${folder}/${entry.name}`)
    }
  }
  return found.toSorted()
}

async function folders(root: string): Promise<string[]> {
  const found = ['']
  for (const folder of found) {
    if (folder.split('/').length >= MAX_LEVELS) continue
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (!entry.isDirectory() || LEFT_OUT.has(entry.name)) continue
      if (found.length < MAX_FOLDERS) found.push(folder === '' ? entry.name : `${folder}/${entry.name}`)
    }
  }
  return found
}

async function fingerprint(root: string): Promise<string> {
  const paths = await listed(root)
  const facts = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(join(root, path)).catch(() => undefined)
      return found === undefined ? '' : `${path} ${found.size} ${found.mtimeMs} ${found.ino}`
    }),
  )
  return facts.join('\n')
}

/** Calls `wake` after changes in the folder. The caller's periodic check finds new folders. */
function watchFolder(root: string, wake: () => void): Disposable {
  const watchers: FSWatcher[] = []
  let closed = false
  void folders(root)
    .then((paths) => {
      if (closed) return
      for (const folder of paths.slice(0, 200)) {
        const watcher = watch(join(root, folder), { persistent: false }, wake)
        // If watching is not possible, the periodic check remains.
        watcher.on('error', () => watcher.close())
        watchers.push(watcher)
      }
    })
    .catch(() => undefined)
  return {
    [Symbol.dispose]() {
      closed = true
      for (const watcher of watchers) watcher.close()
    },
  }
}
