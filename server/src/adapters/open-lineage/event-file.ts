import { constants } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import { fileProblem } from './file-problem.ts'

const NEWLINE = 10
/** Bytes read at a time to find the end of the last complete line. */
const BLOCK = 64 * 1024

/**
 * Appends an event as one line, which is on the disk on return. An incomplete line from a crash is removed first: its
 * event is sent again. A file that would become too large is renamed to `.1`, and the oldest one removed. Throws an
 * Error that says what to do.
 */
export async function appendEvent(file: string, line: string, limit: Limit): Promise<void> {
  try {
    await append(file, line, limit)
  } catch (error) {
    throw new Error(fileProblem(file, error), { cause: error })
  }
}

interface Limit {
  bytes: number
  files: number
}

async function append(file: string, line: string, limit: Limit): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const text = Buffer.from(`${line}\n`)
  const size = await appendTo(file, (end) => (end > 0 && end + text.length > limit.bytes ? null : text))
  if (size !== null) return
  await rotateFiles(file, limit.files)
  await appendTo(file, () => text)
}

/** Appends the text that `what` returns for the current end of the file; null if it returns none. */
async function appendTo(file: string, textAt: (end: number) => Buffer | null): Promise<number | null> {
  // A link placed there is not followed.
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const handle = await open(file, flags, 0o600)
  try {
    const { size, isFile } = await kindOf(handle)
    if (!isFile) throw Object.assign(new Error('Not a file'), { code: 'NOT_A_FILE' })
    const end = await endOfLines(handle, size)
    if (end < size) await handle.truncate(end)
    const text = textAt(end)
    if (text === null) return null
    await writeWhole(handle, text, end)
    await handle.datasync()
    return end + text.length
  } finally {
    await handle.close()
  }
}

async function kindOf(handle: FileHandle): Promise<{ size: number; isFile: boolean }> {
  const stats = await handle.stat()
  return { size: stats.size, isFile: stats.isFile() }
}

/** Writes everything or nothing: a disk that fills up accepts only a part. */
async function writeWhole(handle: FileHandle, text: Buffer, at: number): Promise<void> {
  try {
    for (let written = 0; written < text.length;) {
      const { bytesWritten } = await handle.write(text, written, text.length - written, at + written)
      written += bytesWritten
    }
  } catch (error) {
    await handle.truncate(at).catch(() => undefined)
    throw error
  }
}

async function endOfLines(handle: FileHandle, size: number): Promise<number> {
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - BLOCK)
    const block = Buffer.alloc(end - start)
    await handle.read(block, 0, block.length, start)
    const at = block.lastIndexOf(NEWLINE)
    if (at !== -1) return start + at + 1
    end = start
  }
  return 0
}

async function rotateFiles(file: string, files: number): Promise<void> {
  await rm(`${file}.${files}`, { force: true })
  for (let number = files - 1; number >= 0; number -= 1) {
    const from = number === 0 ? file : `${file}.${number}`
    await rename(from, `${file}.${number + 1}`).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    })
  }
}
