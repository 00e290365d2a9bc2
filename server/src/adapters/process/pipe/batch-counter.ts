import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readlinkSync,
  realpathSync,
} from 'node:fs'
import { resolve, sep } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { batchFiles, localBatchPath } from '@flx/shared/executions/batch-message'
import type { StreamCount } from '@flx/shared/executions/execution'
import { tryParseJson } from '@flx/shared/json/json-text'

/** How many files are opened before their turn: a loader might remove them as soon as it has read them. */
const MAX_OPEN = 64
const NEWLINE = 0x0a

/** Where batch files are allowed: anywhere except in the product's own folder outside the connectors' folder. */
export interface BatchPlaces {
  /** The folder that relative paths start from. */
  filesFolder: string
  ownFolder: string
}

/** Counts the records in the files of BATCH messages as these pass. */
export interface BatchCounter {
  /** Call with each BATCH line before it passes: its files might be gone afterwards. */
  take(line: string, count: StreamCount): void
  /** Resolves when everything taken is counted, or a stop was requested. */
  settled(): Promise<void>
  /** Returns the number of files whose records are not in the counts, by stream. */
  uncounted(): { stream: string; files: number }[]
}

interface File {
  /** Null = it is opened when its turn comes. */
  handle: number | null
  address: string
  gzip: boolean
  count: StreamCount
}

export function createBatchCounter(places: BatchPlaces, signal: AbortSignal): BatchCounter {
  const uncounted = new Map<string, number>()
  let open = 0
  let work: Promise<void> = Promise.resolve()

  const addUncounted = ({ stream }: StreamCount, files = 1): void => {
    uncounted.set(stream, (uncounted.get(stream) ?? 0) + files)
  }

  async function countFile({ handle, address, gzip, count }: File): Promise<void> {
    try {
      count.records += await recordsIn(handle ?? openBatch(places, address), gzip, signal)
    } catch {
      addUncounted(count)
    } finally {
      if (handle !== null) open -= 1
    }
  }

  function takeFile(address: string, gzip: boolean, count: StreamCount): void {
    let handle: number | null = null
    if (open < MAX_OPEN) {
      try {
        handle = openBatch(places, address)
        open += 1
      } catch {
        return addUncounted(count)
      }
    }
    work = work.then(() => countFile({ handle, address, gzip, count }))
  }

  return {
    take(line, count) {
      const value = tryParseJson(line)
      const batch = batchFiles((value ?? {}) as Record<string, unknown>)
      if (batch === undefined) return
      const gzip = batch.compression === 'gzip'
      if (batch.format !== 'jsonl' || !(gzip || batch.compression === null)) {
        return addUncounted(count, batch.manifest.length)
      }
      for (const address of batch.manifest) takeFile(address, gzip, count)
    },
    settled: () => work,
    uncounted: () => Array.from(uncounted, ([stream, files]) => ({ stream, files })),
  }
}

/**
 * Opens a regular file without other hard links; its real path is checked, so that no link leads into the product's own
 * folder.
 */
function openBatch({ filesFolder, ownFolder }: BatchPlaces, address: string): number {
  const path = localBatchPath(address)
  if (path === null) throw new TypeError('The file is not a local file.')
  const absolute = resolve(filesFolder, path)
  // Not blocking: opening a pipe without a writer would wait.
  const file = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  try {
    const stats = fstatSync(file)
    const real = openedPath(file) ?? realpathSync(absolute)
    const within = (folder: string): boolean => real.startsWith(realpathSync(folder) + sep)
    if (!stats.isFile() || stats.nlink > 1 || (within(ownFolder) && !within(filesFolder))) {
      throw new TypeError('The file cannot be a batch.')
    }
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** Returns the path of an open file, which only Linux knows. */
function openedPath(file: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${file}`)
  } catch {
    return null
  }
}

/** Counts lines that are not empty. */
async function recordsIn(fd: number, gzip: boolean, signal: AbortSignal): Promise<number> {
  const file = createReadStream('', { fd, signal })
  // An error of the file surfaces at the last stream.
  const bytes: AsyncIterable<Buffer> = gzip ? pipeline(file, createGunzip(), () => undefined) : file
  let records = 0
  let last = NEWLINE
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
      if ((at === 0 ? last : chunk[at - 1]) !== NEWLINE) records += 1
    }
    last = chunk.at(-1) ?? last
  }
  return last === NEWLINE ? records : records + 1
}
