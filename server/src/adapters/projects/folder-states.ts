import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { AppError, invalid } from '../../domain/core/errors.ts'
import type { Clock } from '../../domain/core/ports.ts'
import {
  isLockHeld,
  MAX_CHARACTERS_OF_ALL,
  MAX_STATE_CHARACTERS,
  NOT_A_BACKEND,
  type KeptState,
  type ProjectStates,
} from '../../domain/projects/state/project-states.ts'
import { isStateFile, writeLocked, type StateFiles, type Wait } from './locked-documents.ts'

/**
 * Opens states in a folder, as `state_backend.uri: file:///…` stores them. Only `<folder>/<state id>/state.json` is
 * opened, and only as a regular file: never through a link.
 */
export async function openFolderStates(folder: string, clock: Clock, wait: Wait): Promise<ProjectStates> {
  const refused = (cause?: unknown) => new AppError('unavailable', NOT_A_BACKEND, { cause })
  const info = await lstat(folder).catch(() => undefined)
  if (info?.isDirectory() !== true) throw refused()
  const files: StateFiles = {
    read: async (stateId, file) =>
      (await readFile(join(folder, folderName(stateId), file)))?.text ?? undefined,
    async write(stateId, file, text) {
      const target = join(folder, folderName(stateId))
      await mkdir(target, { recursive: true })
      // Written completely or not at all: a reader never finds half of it.
      const part = join(target, `.${file}.${process.pid}.part`)
      await using handle = await open(part, 'w', 0o600)
      await handle.writeFile(text)
      await handle.sync()
      await rename(part, join(target, file))
    },
    removeLock: (stateId) => rm(join(folder, folderName(stateId), 'lock'), { force: true }),
  }
  async function readState(stateId: string): Promise<KeptState | undefined> {
    const file = await readFile(join(folder, stateId, 'state.json'))
    if (file === undefined) return undefined
    const lock = await readFile(join(folder, stateId, 'lock'))
    return {
      stateId,
      text: file.text !== null && isStateFile(file.text) ? file.text : null,
      updatedAt: file.updatedAt,
      isRunning: typeof lock?.text === 'string' && isLockHeld(lock.text, clock.now()),
    }
  }
  return {
    async list(limit) {
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        throw refused(error)
      })
      const found: KeptState[] = []
      let characters = 0
      for (const entry of entries.filter((candidate) => candidate.isDirectory())) {
        const state = await readState(entry.name)
        if (state === undefined) continue
        characters += state.text?.length ?? 0
        if (found.length >= limit || characters > MAX_CHARACTERS_OF_ALL) {
          throw invalid('There are too many states, or they are too large to read.')
        }
        found.push(state)
      }
      return found.toSorted((a, b) => (a.stateId < b.stateId ? -1 : 1))
    },
    read: async (stateId) => await readState(folderName(stateId)),
    async write(stateId, text, expected) {
      try {
        return await writeLocked(files, clock, { stateId, text, before: expected }, wait)
      } catch (error) {
        if (error instanceof AppError) throw error
        throw refused(error)
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Returns the folder of a state id. Throws AppError `invalid` for an id that would lead elsewhere. */
function folderName(stateId: string): string {
  if (/[/\0]/.test(stateId) || stateId === '.' || stateId === '..') {
    throw invalid('A state ID in a folder must not contain a slash.', 'stateId')
  }
  return stateId
}

/** Reads a regular file; undefined if there is none. `text` null: it is too long. */
async function readFile(
  path: string,
): Promise<{ text: string; updatedAt: string } | { text: null; updatedAt: string } | undefined> {
  // Not blocking: opening a pipe would wait.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const handle = await open(path, flags).catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const info = await handle.stat()
    if (!info.isFile()) return undefined
    const updatedAt = info.mtime.toISOString()
    if (info.size > MAX_STATE_CHARACTERS) return { text: null, updatedAt }
    return { text: await handle.readFile('utf8'), updatedAt }
  } finally {
    await handle.close()
  }
}
