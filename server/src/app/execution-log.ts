import type { LogLevel, LogLine, LogSource } from '@flx/shared/execution'

import { createLogReader, type LogReader } from '../domain/singer-log.ts'
import type { Lease, Masker } from '../domain/ports.ts'
import type { EngineContext } from './engine-context.ts'

/** Lines that wait to be stored at most this long. */
const FLUSH_MS = 250
/** More than this many waiting lines are stored at once, and the writer waits. */
const FLUSH_LINES = 2000
/** Last lines kept per source, from which a failure is explained. */
const REMEMBERED_LINES = 200

/** The log of one execution while it is performed: masked, numbered, stored in batches. */
export interface ExecutionLog {
  /** A line of the product itself. */
  system(level: LogLevel, text: string): void
  /** A raw line of a process. A promise means: wait before reading more. */
  process(source: LogSource, key: string, raw: string): void | Promise<void>
  /** Values found later (a discovered catalogue, say) are masked from now on. */
  setMasker(masker: Masker): void
  mask(text: string): string
  /** The last lines of one process. */
  recent(key: string): readonly LogLine[]
  lastLine(): number
  /** False when the lease is lost. */
  flush(): Promise<boolean>
  [Symbol.asyncDispose](): Promise<void>
}

export function createExecutionLog(
  context: Pick<EngineContext, 'logs' | 'hints' | 'clock'>,
  lease: Lease,
  onLost: () => void,
): ExecutionLog {
  let masker: Masker = { line: (text) => text }
  let number = 0
  let waiting: LogLine[] = []
  let storing: Promise<boolean> = Promise.resolve(true)
  let timer: ReturnType<typeof setTimeout> | undefined
  const readers = new Map<string, LogReader>()
  const recent = new Map<string, LogLine[]>()

  const add = (source: LogSource, level: LogLevel, text: string): LogLine => {
    number += 1
    const line = {
      line: number,
      at: context.clock.now().toISOString(),
      source,
      level,
      text: masker.line(text),
    }
    waiting.push(line)
    timer ??= setTimeout(() => void flush(), FLUSH_MS)
    return line
  }

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    if (lines.length === 0) return storing
    waiting = []
    storing = storing.then(async (held) => {
      if (!held) return false
      const stored = await context.logs.append(lease, lines)
      if (stored) {
        context.hints.publish({
          type: 'log.appended',
          executionId: lease.executionId,
          firstLine: lines[0]?.line ?? 0,
          lastLine: lines.at(-1)?.line ?? 0,
        })
      } else onLost()
      return stored
    })
    return storing
  }

  return {
    system: (level, text) => void add('system', level, text),
    process(source, key, raw) {
      let reader = readers.get(key)
      if (reader === undefined) readers.set(key, (reader = createLogReader()))
      let kept = recent.get(key)
      if (kept === undefined) recent.set(key, (kept = []))
      for (const parsed of reader.read(raw).lines) kept.push(add(source, parsed.level, parsed.text))
      if (kept.length > REMEMBERED_LINES * 2) kept.splice(0, kept.length - REMEMBERED_LINES)
      if (waiting.length >= FLUSH_LINES) return flush().then(() => undefined)
    },
    setMasker(next) {
      masker = next
    },
    mask: (text) => masker.line(text),
    recent: (key) => (recent.get(key) ?? []).slice(-REMEMBERED_LINES),
    lastLine: () => number,
    flush,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await storing.catch(() => false)
    },
  }
}
