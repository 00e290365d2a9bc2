import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { ExecutionFolder, ExecutionFolders } from '../../domain/executions/processes.ts'

/** Longer files are written by the thread pool, so that the event loop does not wait for the disk. */
const SHORT_CHARACTERS = 64 * 1024
/** No execution id starts with a dot. */
export const SHARED_FOLDER = '.shared'
/** A folder with more files than an execution usually creates is removed by the thread pool. */
const FEW_FILES = 16

/**
 * Creates private folders `<root>/<execution id>`: config, catalogue and state files, secrets among them. Small work is
 * synchronous: about thirty calls of a few microseconds each would otherwise wait for a turn of an event loop busy with
 * requests.
 */
export function createExecutionFolders(root: string): ExecutionFolders {
  const shared = sharedFiles(join(root, SHARED_FOLDER))
  return {
    // Rejects if the calls throw.
    create: async (executionId) => await Promise.resolve(createFolder(root, fileName(executionId), shared)),
    removeAll: () => rm(root, { recursive: true, force: true }),
  }
}

type WriteShared = ExecutionFolder['writeShared']

function createFolder(root: string, name: string, writeShared: WriteShared): ExecutionFolder {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const path = makePrivate(join(root, name))
  return {
    writeShared,
    path,
    write: async (file, content) => await writePrivate(path, fileName(file), content),
    remove: async () => {
      if (!removedAtOnce(path)) await rm(path, { recursive: true, force: true })
    },
  }
}

/** Creates a new folder. A leftover of the same name is not trusted: another program might have made it. */
function makePrivate(path: string): string {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { mode: 0o700 })
  // mkdir obeys the umask; chmod does not.
  chmodSync(path, 0o700)
  return path
}

/**
 * Creates the writer of shared files. It writes each name once, and again only if the file or its folder was removed.
 */
function sharedFiles(folder: string): WriteShared {
  const written = new Map<string, string>()
  let made = false
  return async (name, content) => {
    const path = join(folder, fileName(name))
    if (written.get(name) === content && existsSync(path)) return path
    if (!made || !existsSync(folder)) makePrivate(folder)
    made = true
    await writePrivate(folder, name, content)
    written.set(name, content)
    return path
  }
}

/** Writes a file completely or not at all: a new file, so that no link is followed, is renamed into place. */
async function writePrivate(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name)
  const fresh = join(folder, `.${randomUUID()}`)
  if (content.length > SHORT_CHARACTERS) await writeLater(fresh, content)
  else writeAtOnce(fresh, Buffer.from(content))
  renameSync(fresh, path)
  return path
}

function writeAtOnce(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    fchmodSync(file, 0o600)
    // On a nearly full disk, one call writes only a part.
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
  } finally {
    closeSync(file)
  }
}

async function writeLater(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(content)
  } finally {
    await file.close()
  }
}

/** Removes a folder with few plain files in it, the usual case of an execution, synchronously. False if it did not. */
function removedAtOnce(path: string): boolean {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    if (entries.length > FEW_FILES || entries.some((entry) => entry.isDirectory())) return false
    for (const { name } of entries) unlinkSync(join(path, name))
    rmdirSync(path)
    return true
  } catch {
    return false
  }
}

function fileName(name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot be a file's name.`)
  return name
}
