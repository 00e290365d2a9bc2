import type { LogLine, LogSource } from '@flx/shared/logs/log'

import type { Clock, Masker } from '../../domain/core/ports.ts'
import { createLogReader } from '../../domain/singer/log/singer-log.ts'

/** Last lines kept per process to explain a failure, and how many characters of each. */
const REMEMBERED_LINES = 200
const REMEMBERED_CHARACTERS = 4000

/** The last lines of one process. */
export interface RecentLines {
  push(line: LogLine): void
  lines(): readonly LogLine[]
}

/** Keeps as many lines as are needed to find the traceback of a failure. */
export function createRecentLines(): RecentLines {
  const recent: LogLine[] = []
  return {
    push(line) {
      const { text } = line
      recent.push(
        text.length > REMEMBERED_CHARACTERS ? { ...line, text: text.slice(0, REMEMBERED_CHARACTERS) } : line,
      )
      if (recent.length > REMEMBERED_LINES * 2) recent.splice(0, recent.length - REMEMBERED_LINES)
    },
    lines: () => recent.slice(-REMEMBERED_LINES),
  }
}

/**
 * Creates the log of a process outside an execution (a test, a discovery). It reads, masks and remembers lines as an execution
 * does, so that both explain a failure in the same words.
 */
export function createProcessLog(
  { clock, masker }: { clock: Clock; masker: Masker },
  source: LogSource,
): { read(raw: string): void; lines(): readonly LogLine[] } {
  const reader = createLogReader()
  const recent = createRecentLines()
  let number = 0
  return {
    read(raw) {
      const at = clock.now().toISOString()
      for (const { level, text } of reader.read(raw).lines) {
        number += 1
        recent.push({ line: number, at, source, level, text: masker.line(text) })
      }
    },
    lines: recent.lines,
  }
}
