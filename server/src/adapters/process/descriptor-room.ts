import { readdirSync } from 'node:fs'

/** File descriptors that starting an execution needs: pipes, files, and some spare ones. */
const NEEDED = 48

/** Checks whether another execution can be started. */
export interface DescriptorRoom {
  /** Returns a sentence with the problem and its remedy if too few files can still be opened; else null. */
  problem(): string | null
}

/** Counts the open files of this process at most every 100 ms, and never if the limit is far away. */
export function createDescriptorRoom(limit: number): DescriptorRoom {
  let at = -Infinity
  let open = 0
  return {
    problem() {
      if (limit > AMPLE_LIMIT) return null
      if (performance.now() - at > 100) {
        open = openDescriptors()
        at = performance.now()
      }
      return limit - open >= NEEDED
        ? null
        : `The server has ${open} of at most ${limit} files open, so no execution can start. Close pages and connections, or raise the limit (ulimit -n); executions resume automatically.`
    },
  }
}

/** A limit on open files that is never reached. */
const AMPLE_LIMIT = 100_000

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch (error) {
    // Not even this folder can be opened.
    return error instanceof Error && 'code' in error && /^E[MN]FILE$/.test(String(error.code)) ? Infinity : 0
  }
}
