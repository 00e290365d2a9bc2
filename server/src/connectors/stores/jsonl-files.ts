import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { ConnectorError } from '../cli.ts'
import { openUnprotected } from '../protection/protected-files.ts'

const FLUSH_AT = 256 * 1024

interface JsonlFile {
  fd: number
  path: string
  pieces: string[]
  size: number
  dirty: boolean
}

/** Manages the files of the streams in one folder, each opened with its first record. */
export function createJsonlFiles(folder: string, nameOf: (stream: string) => string) {
  // If one name is set for all, several streams share a file.
  const byStream = new Map<string, JsonlFile>()
  const byName = new Map<string, JsonlFile>()
  let failure: ConnectorError | undefined

  const attempt = <T>(path: string, action: () => T): T => {
    // After a failed write, nothing more may be confirmed.
    if (failure !== undefined) throw failure
    try {
      return action()
    } catch (error) {
      if (error instanceof ConnectorError) throw (failure = error)
      failure = new ConnectorError(`The file ${path} cannot be written: ${(error as Error).message}.`)
      throw failure
    }
  }

  const open = (stream: string): JsonlFile => {
    const name = nameOf(stream)
    let file = byName.get(name)
    if (file === undefined) {
      const path = join(folder, name)
      file = attempt(path, () => ({
        fd: openUnprotected(path, 'a'),
        path,
        pieces: [],
        size: 0,
        dirty: false,
      }))
      byName.set(name, file)
    }
    byStream.set(stream, file)
    return file
  }

  const flush = (file: JsonlFile): void => {
    if (file.size === 0) return
    const bytes = Buffer.from(file.pieces.join(''))
    file.pieces = []
    file.size = 0
    file.dirty = true
    attempt(file.path, () => {
      for (let at = 0; at < bytes.length;) at += writeSync(file.fd, bytes, at)
    })
  }

  return {
    write(stream: string, text: string): void {
      const file = byStream.get(stream) ?? open(stream)
      file.pieces.push(text, '\n')
      file.size += text.length + 1
      if (file.size >= FLUSH_AT) flush(file)
    },
    /** Flushes everything written so far to the disk. */
    sync(): void {
      if (failure !== undefined) throw failure
      for (const file of byName.values()) {
        flush(file)
        if (file.dirty) attempt(file.path, () => fsyncSync(file.fd))
        file.dirty = false
      }
    },
    close(): void {
      for (const file of byName.values()) {
        flush(file)
        closeSync(file.fd)
      }
    },
  }
}

/** Returns the file name for a stream, by the settings `custom_name` and `do_timestamp_file`. */
export function fileNamer(settings: Record<string, unknown>): (stream: string) => string {
  const time = settings['do_timestamp_file'] === true ? `-${timeInName(new Date().toISOString())}` : ''
  return (stream) => `${baseName(settings, stream)}${time}.jsonl`
}

/** Returns the same without time and extension. */
export function baseName(settings: Record<string, unknown>, stream: string): string {
  const custom = typeof settings['custom_name'] === 'string' ? settings['custom_name'] : ''
  return safeName(custom === '' ? stream : custom)
}

/** Formats a time for file names, which then sort by time. */
export const timeInName = (iso: string): string => iso.replaceAll(/[:.]/g, '')

/**
 * Returns a file name for any stream: characters that could leave the folder or collide are replaced, and a hash marks
 * the name.
 */
function safeName(stream: string): string {
  const safe = stream
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 150)
  if (safe === stream && safe !== '') return safe
  return `${safe}-${createHash('sha256').update(stream).digest('hex').slice(0, 8)}`
}
