import type { LogLevel, LogLine, LogSource } from '@flx/shared/logs/log'

import { messageOf } from '../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { Masker } from '../../domain/core/ports.ts'
import { createLogReader, type LogReader } from '../../domain/singer/log/singer-log.ts'
import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'
import { plainText } from '../../domain/singer/log/terminal-text.ts'
import type { EngineContext } from '../engine-context.ts'
import { createRecentLines, type RecentLines } from './process-log.ts'

/** Longest wait until a line is stored. */
const FLUSH_MS = 250
/** Above these limits, waiting lines are stored at once, and the process that writes them waits. */
const FLUSH_LINES = 2000
const FLUSH_CHARACTERS = 1_000_000
/** Approximate size of a stored line's time, source and level. */
const LINE_BYTES = 42
/** Maximum size of a log: half of it from the start and half from the end. */
const LIMIT_BYTES = 2 * 1024 ** 3
/** Pause after a failure; meanwhile, nothing more is read from the processes. */
const RETRY_MS = 1000
/** A store that fails for longer ends the execution. */
const PATIENCE_MS = 30_000

/** The log of a running execution: without control characters, masked, numbered, stored in batches, in constant memory. */
export interface ExecutionLog {
  /** Adds a line from the product itself. */
  system(level: LogLevel, text: string): void
  /** Takes a raw line of the process `key`. If it returns a promise, wait before reading more. */
  process(source: LogSource, key: string, raw: string): void | Promise<void>
  /** Calls the listener with each metric that the process `key` reports. */
  onMetric(key: string, listener: (metric: SingerMetric) => void): void
  /** Sets the masker for all later lines. */
  setMasker(masker: Masker): void
  mask(text: string): string
  /** Returns the last lines of one process. */
  recent(key: string): readonly LogLine[]
  lastLine(): number
  /** Stores waiting lines, retrying on failure. Never rejects; returns false if the lease is lost. */
  flush(): Promise<boolean>
  /** Returns whether all lines are stored. */
  isStored(): boolean
  /** From here on retries never give up: these are the final lines. Logs how many lines were lost. */
  conclude(): void
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Creates the log. `lost` is called if the lease is lost, `storageFailed` if lines could not be stored for too long: the execution
 * must stop. `abandon` ends the retries.
 */
export function createExecutionLog(
  context: Pick<EngineContext, 'logs' | 'hints' | 'clock' | 'log'>,
  lease: Lease,
  {
    lost: onLost,
    storageFailed,
    abandon,
    after = 0,
    limitBytes = LIMIT_BYTES,
  }: {
    lost: () => void
    storageFailed: (reason: string) => void
    abandon: AbortSignal
    /** The last existing line, if another worker handed the execution back. */
    after?: number
    limitBytes?: number
  },
): ExecutionLog {
  let masker: Masker = { line: (text) => text }
  let number = after
  let waiting: LogLine[] = []
  let characters = 0
  let storing: Promise<boolean> = Promise.resolve(true)
  const closing = new AbortController()
  const signal = AbortSignal.any([abandon, closing.signal])
  /** The number of lines that could not be stored, once storing was given up. */
  let loss = { isGivenUp: false, lines: 0 }
  let isConcluding = false
  let storedBytes = 0
  /** The last line of the log's first half; null until that half is full. */
  let headEnd: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const readers = new Map<string, LogReader>()
  const recent = new Map<string, RecentLines>()
  const metricListeners = new Map<string, (metric: SingerMetric) => void>()

  /** Strips control characters, which could split a secret, and masks the text. */
  const cleanText = (text: string): string => masker.line(plainText(text))

  const add = (source: LogSource, level: LogLevel, raw: string): LogLine => {
    const text = cleanText(raw)
    const line = { line: number + 1, at: context.clock.now().toISOString(), source, level, text }
    if (loss.isGivenUp) {
      loss.lines += 1
      return line
    }
    number += 1
    waiting.push(line)
    characters += text.length
    timer ??= setTimeout(() => void flush(), FLUSH_MS)
    return line
  }

  const store = async (hasLease: boolean): Promise<boolean> => {
    const lines = waiting
    if (!hasLease || lines.length === 0) return hasLease
    waiting = []
    characters = 0
    try {
      if (await retry(context.clock, policy, () => context.logs.append(lease, lines))) {
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
      if (!signal.aborted) giveUp(messageOf(error))
      return true
    }
  }

  const policy: RetryPolicy = {
    shouldRetry: ({ elapsedMs }) => isConcluding || elapsedMs < PATIENCE_MS,
    pauseMs: RETRY_MS,
    onRetry: ({ error }) =>
      context.log.warn(
        { executionId: lease.executionId, error: messageOf(error) },
        'Log lines were not stored; retrying',
      ),
    signal,
  }

  const giveUp = (reason: string): void => {
    // Later lines reuse these numbers, so that the log has no gap.
    number -= waiting.length
    loss = { isGivenUp: true, lines: waiting.length }
    waiting = []
    characters = 0
    storageFailed(reason)
  }

  /** Bounds the storage, however much a connector writes. After a failure, the next lines trigger another attempt. */
  const keepWithinLimit = async (lines: readonly LogLine[]): Promise<void> => {
    storedBytes += lines.reduce((sum, { text }) => sum + LINE_BYTES + Buffer.byteLength(text), 0)
    if (headEnd === null && storedBytes >= limitBytes / 2) headEnd = lines.at(-1)?.line ?? null
    if (headEnd === null || storedBytes <= limitBytes) return
    try {
      storedBytes -= await context.logs.dropAfter(lease, headEnd, storedBytes - limitBytes)
    } catch (error) {
      context.log.warn(
        { executionId: lease.executionId, error: messageOf(error) },
        'The middle of a long log was not removed',
      )
    }
  }

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    storing = storing.then(store)
    return storing
  }

  const remember = (key: string, line: LogLine): void => {
    let recentLines = recent.get(key)
    if (recentLines === undefined) recent.set(key, (recentLines = createRecentLines()))
    recentLines.push(line)
  }

  return {
    system: (level, text) => void add('system', level, text),
    process(source, key, raw) {
      let reader = readers.get(key)
      if (reader === undefined) readers.set(key, (reader = createLogReader()))
      const { lines, metric } = reader.read(raw)
      for (const { level, text } of lines) remember(key, add(source, level, text))
      if (metric !== undefined) metricListeners.get(key)?.(metric)
      if (waiting.length >= FLUSH_LINES || characters >= FLUSH_CHARACTERS)
        return flush().then(() => undefined)
    },
    onMetric: (key, listener) => void metricListeners.set(key, listener),
    setMasker(next) {
      masker = next
    },
    mask: cleanText,
    recent: (key) => recent.get(key)?.lines() ?? [],
    lastLine: () => number,
    flush,
    isStored: () => waiting.length === 0,
    conclude() {
      isConcluding = true
      const { lines } = loss
      loss = { isGivenUp: false, lines: 0 }
      if (lines > 0) {
        add(
          'system',
          'warning',
          `${lines} ${lines === 1 ? 'line' : 'lines'} before this could not be saved and ${lines === 1 ? 'is' : 'are'} missing.`,
        )
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      clearTimeout(timer)
      await storing
    },
  }
}
