import { readdir, readFile } from 'node:fs/promises'

/** Names the execution that a process belongs to, in the environment of everything the product starts. */
export const EXECUTION_MARK = 'FLX_EXECUTION_ID'
/** Names the installation, so that two of them on one machine leave each other's processes alone. */
export const INSTALLATION_MARK = 'FLX_INSTALLATION'

export interface MarkedProcess {
  pid: number
  executionId: string
  /** Process group; 0 when it could not be read. */
  group: number
}

type Scan = Promise<MarkedProcess[]>
const scans = new Map<string, { running: Scan; next: Scan | undefined }>()

/**
 * Processes of this installation by the marks in their environment, which survive `setsid`, double forks and the loss
 * of the parent. Linux only; empty elsewhere. Zombies have no environment and are left out.
 */
export function findMarked(installation: string): Promise<MarkedProcess[]> {
  // Executions that end together share a look that begins after they asked: each reads hundreds of files.
  const scan = scans.get(installation)
  if (scan === undefined) {
    const running = look(installation).finally(() => scans.delete(installation))
    scans.set(installation, { running, next: undefined })
    return running
  }
  scan.next ??= scan.running.then(
    () => findMarked(installation),
    () => findMarked(installation),
  )
  return scan.next
}

async function look(installation: string): Scan {
  const found: MarkedProcess[] = []
  const wanted = Buffer.from(`${INSTALLATION_MARK}=${installation}`).toString('latin1')
  for (const pid of await processIds()) {
    const environment = await readProc(pid, 'environ')
    if (!environment.includes(EXECUTION_MARK)) continue
    const entries = environment.split('\0')
    const mark = entries.find((entry) => entry.startsWith(`${EXECUTION_MARK}=`))
    if (mark === undefined || !entries.includes(wanted)) continue
    const stat = parseStat(await readProc(pid, 'stat'))
    found.push({ pid, executionId: mark.slice(EXECUTION_MARK.length + 1), group: stat?.group ?? 0 })
  }
  return found
}

/** Living members of a process group. Undefined where /proc cannot tell. */
export async function groupMembers(group: number): Promise<number[] | undefined> {
  const pids = await processIds()
  if (pids.length === 0) return undefined
  const members: number[] = []
  for (const pid of pids) {
    const stat = parseStat(await readProc(pid, 'stat'))
    if (stat !== undefined && stat.group === group && !stat.ended) members.push(pid)
  }
  return members
}

/** Field 3 of /proc/PID/stat is the state, field 5 the group; field 2, the name, may contain blanks and brackets. */
function parseStat(stat: string): { group: number; ended: boolean } | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, , group] = fields
  if (state === undefined || group === undefined) return undefined
  return { group: Number(group), ended: state === 'Z' || state === 'X' }
}

async function processIds(): Promise<number[]> {
  const names = await readdir('/proc').catch((): string[] => [])
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Empty when the process is gone or belongs to somebody else. */
const readProc = (pid: number, file: 'environ' | 'stat'): Promise<string> =>
  readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
