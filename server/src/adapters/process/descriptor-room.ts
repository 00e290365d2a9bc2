import { readdirSync } from 'node:fs'

/** Descriptors that starting an execution needs: pipes, files, and some to spare. */
const NEEDED = 48

/** Whether another execution may be started. */
export interface DescriptorRoom {
  /** A sentence with the problem and its remedy when too few files may still be opened; else null. */
  problem(): string | null
}

/** Looks at the open files of this process, at most every 100 ms: where the limit is far away, never. */
export function createDescriptorRoom(limit: number): DescriptorRoom {
  let at = -Infinity
  let open = 0
  return {
    problem() {
      if (limit > FAR_AWAY) return null
      if (performance.now() - at > 100) {
        open = openDescriptors()
        at = performance.now()
      }
      return limit - open >= NEEDED
        ? null
        : `The server has ${open} of at most ${limit} files open, so no execution can start. Close pages and connections, or raise the limit (ulimit -n); executions resume by themselves.`
    },
  }
}

const FAR_AWAY = 100_000

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch (error) {
    // Not even this folder can be opened any more.
    return error instanceof Error && 'code' in error && /^E[MN]FILE$/.test(String(error.code)) ? Infinity : 0
  }
}
