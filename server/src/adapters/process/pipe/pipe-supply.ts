import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { spawnTurn } from '../spawn-turn.ts'

/** Both ends of an unnamed pipe. Ours does not block, the child's does. */
export interface PipeEnds {
  reader: number
  writer: number
}

const PREFIX = 'flx-pipes-'
/** A folder exists for milliseconds. One of this age was left by a process that was killed meanwhile. */
const LEFT_AFTER_MS = 3_600_000
const AT_ONCE = 32
/** Below this number, more are made ahead of need. */
const FEW = 12

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
const run = promisify(execFile)

const ready: PipeEnds[] = []
let making: Promise<void> | undefined
let swept = false

/**
 * Takes pipes from this process's supply: Node cannot create any, and a `mkfifo` for each start of a program would
 * double the cost of a start. Their names are removed before they are handed out. Throws if pipes cannot be made.
 */
export async function takePipes(count: number): Promise<PipeEnds[]> {
  while (ready.length < count) await refill()
  const taken = ready.splice(0, count)
  // The next caller gets the error.
  if (ready.length < FEW) refill().catch(() => undefined)
  return taken
}

function refill(): Promise<void> {
  making ??= make().finally(() => {
    making = undefined
  })
  return making
}

async function make(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX))
  try {
    const paths = Array.from({ length: AT_ONCE }, (_, index) => join(folder, String(index)))
    await spawnTurn()
    await run('mkfifo', ['-m', '600', ...paths])
    for (const path of paths) ready.push(openEnds(path))
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
  if (swept) return
  swept = true
  // Nothing depends on it: the next process tries again.
  removeLeftFolders(Date.now()).catch(() => undefined)
}

/** Removes folders that killed processes left. `now` is in milliseconds since the epoch. Ignores those of other users. */
export async function removeLeftFolders(now: number): Promise<void> {
  const names = await readdir(tmpdir())
  for (const path of names.filter((name) => name.startsWith(PREFIX)).map((name) => join(tmpdir(), name))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs < LEFT_AFTER_MS) continue
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** A writer can be opened only once there is a reader. */
function openEnds(path: string): PipeEnds {
  const reader = openSync(path, O_RDONLY | O_NONBLOCK)
  try {
    return { reader, writer: openSync(path, O_WRONLY) }
  } catch (error) {
    closeSync(reader)
    throw error
  }
}
