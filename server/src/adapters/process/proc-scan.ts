import { readdirSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { readProc, statFields } from './proc-files.ts'

/** Environment variable that names the execution a process belongs to; set for everything the product starts. */
export const EXECUTION_MARK = 'FLX_EXECUTION_ID'
/** Names the installation, so that two of them on one machine leave each other's processes alone. */
export const INSTALLATION_MARK = 'FLX_INSTALLATION'

export interface MarkedProcess {
  pid: number
  executionId: string
  /** Process group; 0 if it could not be read. */
  group: number
}

type Scan = Promise<MarkedProcess[]>
const scans = new Map<string, { running: Scan; next: Scan | undefined }>()

/**
 * Finds processes of this installation by the marks in their environment, which survive `setsid`, double forks and the
 * loss of the parent. Linux only; empty elsewhere. Zombies have no environment and are left out.
 */
export function findMarked(installation: string): Promise<MarkedProcess[]> {
  // Executions that end together share one scan that starts after they asked: each scan reads hundreds of files.
  const scan = scans.get(installation)
  if (scan === undefined) {
    const running = scanProcesses(installation).finally(() => scans.delete(installation))
    scans.set(installation, { running, next: undefined })
    return running
  }
  scan.next ??= scan.running.then(
    () => findMarked(installation),
    () => findMarked(installation),
  )
  return scan.next
}

async function scanProcesses(installation: string): Scan {
  const found: MarkedProcess[] = []
  const markText = Buffer.from(`${INSTALLATION_MARK}=${installation}`).toString('latin1')
  for await (const pid of processIds()) {
    const bytes = readProc(pid, 'environ')
    if (!bytes.includes(EXECUTION_MARK)) continue
    const entries = bytes.toString('latin1').split('\0')
    const mark = entries.find((entry) => entry.startsWith(`${EXECUTION_MARK}=`))
    if (mark === undefined || !entries.includes(markText)) continue
    const group = groupOf(pid)?.group ?? 0
    found.push({ pid, executionId: mark.slice(EXECUTION_MARK.length + 1), group })
  }
  return found
}

/** Returns the living members of a process group. Undefined without /proc. */
export async function groupMembers(group: number): Promise<number[] | undefined> {
  const members: number[] = []
  let processes = 0
  for await (const pid of processIds()) {
    processes += 1
    const found = groupOf(pid)
    if (found !== undefined && found.group === group && !found.ended) members.push(pid)
  }
  return processes === 0 ? undefined : members
}

function groupOf(pid: number): { group: number; ended: boolean } | undefined {
  const [state, , group] = statFields(pid)
  if (state === undefined || group === undefined) return undefined
  return { group: Number(group), ended: state === 'Z' || state === 'X' }
}

/** The longest time without a turn of the event loop. */
const MAX_BLOCKING_MS = 10

/**
 * Yields process ids. The loop handles each process synchronously: reading a file of /proc takes about 20 µs, and a
 * turn of a busy event loop for each would make a scan take seconds. With thousands of processes, other work gets a
 * turn in between.
 */
async function* processIds(): AsyncGenerator<number> {
  let since = performance.now()
  for (const name of namesIn('/proc')) {
    if (!/^\d+$/.test(name)) continue
    if (performance.now() - since > MAX_BLOCKING_MS) {
      await nextTurn()
      since = performance.now()
    }
    yield Number(name)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
