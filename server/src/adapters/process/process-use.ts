import { readProc, statFields } from './proc-files.ts'

/** Resources used by a program and its children. */
export interface ProcessUse {
  /** Processor time so far, including that of children that ended. */
  cpuSeconds: number
  /** Current memory. */
  memoryBytes: number
}

/** `USER_HZ`, which is 100 on every architecture that Node supports (man 5 proc). */
const TICKS_PER_SECOND = 100
const MAX_PROCESSES = 64
/** Indexes counted from the state, the third field. */
const [UTIME, STIME, CUTIME, CSTIME] = [11, 12, 13, 14]

/**
 * Reads the resources of a program, which takes about 50 µs per process, synchronously. Undefined without /proc or if
 * the program has ended.
 */
export function processUse(pid: number): ProcessUse | undefined {
  const use = { cpuSeconds: 0, memoryBytes: 0 }
  const pids = [pid]
  for (const [index, memberPid] of pids.entries()) {
    const fields = statFields(memberPid)
    if (fields.length === 0) {
      if (index === 0) return undefined
      continue
    }
    const ticks = [UTIME, STIME, CUTIME, CSTIME].reduce((sum, field) => sum + Number(fields[field]), 0)
    use.cpuSeconds += ticks / TICKS_PER_SECOND
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readProc(memberPid, 'status').toString('latin1'))?.[1]
    use.memoryBytes += Number(resident ?? 0) * 1024
    const children = readProc(memberPid, `task/${memberPid}/children`).toString('latin1').trim()
    for (const child of children === '' ? [] : children.split(' ')) {
      if (pids.length < MAX_PROCESSES) pids.push(Number(child))
    }
  }
  return use
}
