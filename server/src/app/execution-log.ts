import type { LogLevel, LogLine, LogSource } from '@flx/shared/execution'

import { messageOf } from '../domain/errors.ts'
import type { Lease } from '../domain/execution-store.ts'
import type { Masker } from '../domain/ports.ts'
import { createLogReader, type LogReader } from '../domain/singer-log.ts'
import type { EngineContext } from './engine-context.ts'

/** Lines wait to be stored at most this long. */
const FLUSH_MS = 250
/** With more than this waiting they are stored at once, and who writes them waits. */
const FLUSH_LINES = 2000
const FLUSH_CHARACTERS = 1_000_000
/** Last lines kept per process, from which a failure is explained, and how much of each. */
const REMEMBERED_LINES = 200
const REMEMBERED_CHARACTERS = 4000
/** Time, source and level of a stored line, about. */
const LINE_BYTES = 42
/** A log keeps so much, half of it from its beginning and half from its end (decision 42). */
const LIMIT_BYTES = 2 * 1024 ** 3
/** After a failure nothing is tried, and nothing more is read from the processes, for so long. */
const RETRY_MS = 1000
/** A store that fails for so long ends the execution. */
const PATIENCE_MS = 30_000

/** The log of one execution while it is performed: masked, numbered, stored in batches, in constant memory. */
export interface ExecutionLog {
  /** A line of the product itself. */
  system(level: LogLevel, text: string): void
  /** A raw line of the process `key`. A promise means: wait before reading more. */
  process(source: LogSource, key: string, raw: string): void | Promise<void>
  /** What is written from now on is masked by it. */
  setMasker(masker: Masker): void
  mask(text: string): string
  /** The last lines of one process. */
  recent(key: string): readonly LogLine[]
  lastLine(): number
  /** Stores what waits; tries again by itself what could not be stored. False when the lease is lost. */
  flush(): Promise<boolean>
  /** Whether all lines are stored. */
  isStored(): boolean
  /** From now on there is no end to the patience: what comes is the end of the log. Says how many lines were lost. */
  conclude(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** `lost` is called when the lease is lost, `unstorable` when lines could not be stored for long: the execution must stop. */
export function createExecutionLog(
  context: Pick<EngineContext, 'logs' | 'hints' | 'clock' | 'log'>,
  lease: Lease,
  {
    lost: onLost,
    unstorable,
    sign,
    limitBytes = LIMIT_BYTES,
  }: {
    lost: () => void
    unstorable: (reason: string) => void
    sign: () => void
    limitBytes?: number
  },
): ExecutionLog {
  let masker: Masker = { line: (text) => text }
  let number = 0
  let waiting: LogLine[] = []
  let characters = 0
  let storing: Promise<boolean> = Promise.resolve(true)
  let failingSince: number | null = null
  /** Lines that could not be stored and were given up. */
  let given = { up: false, lines: 0 }
  let concluding = false
  let storedBytes = 0
  /** The last line that belongs to the beginning; known when that is full. */
  let headEnd: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const readers = new Map<string, LogReader>()
  const recent = new Map<string, LogLine[]>()

  const add = (source: LogSource, level: LogLevel, raw: string): LogLine => {
    const text = masker.line(raw)
    const line = { line: number + 1, at: context.clock.now().toISOString(), source, level, text }
    if (given.up) {
      given.lines += 1
      return line
    }
    number += 1
    waiting.push(line)
    characters += text.length
    timer ??= setTimeout(() => void flush(), FLUSH_MS)
    return line
  }

  /** Never rejects: what could not be stored goes back to the front and is tried again. */
  const store = async (held: boolean): Promise<boolean> => {
    const lines = waiting
    if (!held || lines.length === 0) return held
    waiting = []
    characters = 0
    try {
      if (await context.logs.append(lease, lines)) {
        failingSince = null
        context.hints.publish({
          type: 'log.appended',
          executionId: lease.executionId,
          firstLine: lines[0]?.line ?? 0,
          lastLine: lines.at(-1)?.line ?? 0,
        })
        await keepWithinLimit(lines)
        return true
      }
      onLost()
      return false
    } catch (error) {
      waiting = lines.concat(waiting)
      await failed(error)
      return true
    }
  }

  const failed = async (error: unknown): Promise<void> => {
    const now = context.clock.now().getTime()
    failingSince ??= now
    context.log.warn(
      { executionId: lease.executionId, error: messageOf(error) },
      'Log lines could not be stored',
    )
    if (!concluding && now - failingSince >= PATIENCE_MS) {
      // What follows takes the numbers of the lines that are given up, so that the log has no gap.
      number -= waiting.length
      given = { up: true, lines: waiting.length }
      waiting = []
      unstorable(messageOf(error))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    if (!concluding) timer ??= setTimeout(() => void flush(), 0)
  }

  /** What it costs to store is bounded, however much a connector says. */
  const keepWithinLimit = async (lines: readonly LogLine[]): Promise<void> => {
    storedBytes += lines.reduce((sum, { text }) => sum + LINE_BYTES + Buffer.byteLength(text), 0)
    if (headEnd === null && storedBytes >= limitBytes / 2) headEnd = lines.at(-1)?.line ?? null
    if (headEnd === null || storedBytes <= limitBytes) return
    storedBytes -= await context.logs.dropAfter(lease, headEnd, storedBytes - limitBytes)
  }

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    storing = storing.then(store)
    return storing
  }

  const remember = (key: string, line: LogLine): void => {
    let kept = recent.get(key)
    if (kept === undefined) recent.set(key, (kept = []))
    const { text } = line
    kept.push(
      text.length > REMEMBERED_CHARACTERS ? { ...line, text: text.slice(0, REMEMBERED_CHARACTERS) } : line,
    )
    if (kept.length > REMEMBERED_LINES * 2) kept.splice(0, kept.length - REMEMBERED_LINES)
  }

  return {
    system: (level, text) => void add('system', level, text),
    process(source, key, raw) {
      sign()
      let reader = readers.get(key)
      if (reader === undefined) readers.set(key, (reader = createLogReader()))
      for (const { level, text } of reader.read(raw).lines) remember(key, add(source, level, text))
      if (waiting.length >= FLUSH_LINES || characters >= FLUSH_CHARACTERS)
        return flush().then(() => undefined)
    },
    setMasker(next) {
      masker = next
    },
    mask: (text) => masker.line(text),
    recent: (key) => (recent.get(key) ?? []).slice(-REMEMBERED_LINES),
    lastLine: () => number,
    flush,
    isStored: () => waiting.length === 0,
    conclude() {
      concluding = true
      const { lines } = given
      given = { up: false, lines: 0 }
      if (lines > 0) {
        add(
          'system',
          'warning',
          `${lines} ${lines === 1 ? 'line' : 'lines'} before this could not be saved and ${lines === 1 ? 'is' : 'are'} lost.`,
        )
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await storing
    },
  }
}
