import { constants } from 'node:fs'
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises'
import { resolve, sep } from 'node:path'

import { AppError } from '../../domain/core/errors.ts'

const MIB = 1024 * 1024

/**
 * Reads a file that a setting names: a regular file inside `folder`, by its real path. `by` names the reader, for the
 * error message. Keys and service accounts (`file:…`) are small; larger files are data. Throws AppError `invalid` with
 * a sentence about the problem, which never reveals where a link leads.
 */
export async function readReferencedFile(
  folder: string,
  path: string,
  { by, maxMiB }: { by: string; maxMiB: number } = { by: 'file:…', maxMiB: 1 },
): Promise<string> {
  const root = await realpath(folder)
  // Not blocking: opening a pipe without a writer would wait.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
  // Checked before it is opened, because opening a device can have effects.
  refuseOutside(root, by, await realpath(resolve(root, path)).catch(unreadable(path)))
  await using file = await open(resolve(root, path), flags).catch(unreadable(path))
  // Checked again after opening: a link might have been replaced meanwhile.
  refuseOutside(root, by, await openedPath(file, resolve(root, path)))
  const { size, nlink } = await file.stat().then(refuseOtherKinds)
  // Another hard link could be anywhere, even beside the key of this installation.
  if (nlink > 1) throw refusal('the file has several names (hard links). Copy it instead of linking it.')
  if (size > maxMiB * MIB) throw tooLarge(maxMiB)
  return await readBounded(file, maxMiB)
}

function refuseOutside(root: string, by: string, real: string): void {
  if (!real.startsWith(root + sep)) {
    throw refusal(
      `${by} reads only files in the folder "files" of the data folder. Put the file there and enter its path relative to that folder.`,
    )
  }
}

/** Returns the path of an open file. Linux knows it by the handle; elsewhere the path is resolved again. */
async function openedPath(file: FileHandle, path: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${file.fd}`)
  } catch {
    return realpath(path)
  }
}

function refuseOtherKinds<Stats extends { isFile(): boolean }>(stats: Stats): Stats {
  if (!stats.isFile()) throw refusal('it does not refer to a regular file.')
  return stats
}

/** Reads up to the limit: the size of a file that is growing means nothing. */
async function readBounded(file: FileHandle, maxMiB: number): Promise<string> {
  const parts: Buffer[] = []
  for (let length = 0; length <= maxMiB * MIB;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024))
    if (bytesRead === 0) return Buffer.concat(parts).toString('utf8')
    parts.push(buffer.subarray(0, bytesRead))
    length += bytesRead
  }
  throw tooLarge(maxMiB)
}

const tooLarge = (maxMiB: number): AppError => refusal(`the file is larger than ${maxMiB} MiB.`)

const unreadable =
  (path: string) =>
  (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError(
      'invalid',
      code === 'ENOENT'
        ? `no file "${path}" in the folder "files" of the data folder.`
        : `the file "${path}" cannot be read (${code ?? 'unknown reason'}).`,
      { cause: error },
    )
  }

const refusal = (sentence: string): AppError => new AppError('invalid', sentence)
