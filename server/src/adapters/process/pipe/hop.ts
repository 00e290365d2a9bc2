import type { Readable, Writable } from 'node:stream'

import { openInput, readInto, type OutputReader } from '../child-sockets.ts'
import { withinTime } from '../within-time.ts'
import { MAX_HELD_BYTES, type LineProblem, type LineScanner } from './line-scanner.ts'

const ROOM_BYTES = 256 * 1024
const CLOSE_MS = 100

/** How long a hop waited for its receiver. */
export interface HopWaits {
  /** Returns the milliseconds up to `now` in which the receiver did not accept available bytes. */
  blockedMs(now: number): number
  /** Returns when nothing was left to hand over, by `performance.now()`; null until then. */
  endedAt(): number | null
}

/** One joint of the pipe: the output of a stage, scanned, into the input of the next. */
export interface Hop extends HopWaits {
  readonly reader: OutputReader
  /**
   * Resolves once all of the output was handed over and the input closed (`delivered`), or when that is impossible:
   * `refused` = the receiver closed its input early, `problem` = a line that must not pass, `enough` = the scanner's
   * limit was reached and the input closed after it.
   */
  readonly done: Promise<HopEnd>
  /**
   * Call when the receiver has ended: frees what is left, and returns whether it ended without reading all its input.
   */
  dispose(): Promise<{ leftUnread: boolean }>
}

export type HopEnd =
  | { kind: 'delivered' }
  | { kind: 'refused' }
  | { kind: 'enough' }
  | { kind: 'problem'; problem: LineProblem }

export interface HopOptions {
  output: Readable
  input: Writable
  scanner: LineScanner
  /** Resolves with whether the writer exited successfully: half a line from a writer that failed is not handed over. */
  writerExited: Promise<boolean>
}

/**
 * Passes bytes on with back-pressure, in constant memory: one buffer is read into, scanned, and written from; nothing
 * is read during a write. Only whole lines pass (lines over 64 KiB pass as they come), so that a loader whose extractor
 * dies in the middle of a line still gets a clean end and can save its state.
 */
export function createHop({ output, input, scanner, writerExited }: HopOptions): Hop {
  const buffer = Buffer.allocUnsafeSlow(MAX_HELD_BYTES + ROOM_BYTES)
  const writer = openInput(input)
  let heldBytes = 0
  let blockedMs = 0
  let blockedSince: number | null = null
  let endedAt: number | null = null
  let settle: (end: HopEnd) => void = () => undefined
  const done = new Promise<HopEnd>((resolve) => {
    settle = resolve
  })
  const unblock = (): void => {
    if (blockedSince !== null) blockedMs += performance.now() - blockedSince
    blockedSince = null
  }
  const finish = (end: HopEnd): void => {
    unblock()
    endedAt ??= performance.now()
    settle(end)
  }

  /** Hands over `[0, passed)` and keeps `[passed, end)` for the next bytes. */
  function handOver(passed: number, end: number, then: () => void): 'now' | 'later' {
    const keep = (): void => {
      heldBytes = end - passed
      if (heldBytes > 0 && passed > 0) buffer.copyWithin(0, passed, end)
    }
    if (passed === 0) {
      keep()
      return 'now'
    }
    let later = false
    writer.stream.write(buffer.subarray(0, passed), (error) => {
      if (!later || (error !== null && error !== undefined)) return
      unblock()
      keep()
      then()
    })
    // The kernel mostly accepts everything at once; otherwise the buffer belongs to the socket until the callback.
    later = writer.stream.writableLength > 0
    if (later) blockedSince = performance.now()
    // The next read continues after the kept bytes, wherever they are at the moment.
    heldBytes = end - passed
    if (!later) keep()
    return later ? 'later' : 'now'
  }

  const reader = readInto(output, {
    room: () => buffer.subarray(heldBytes),
    filled(length) {
      if (writer.stream.destroyed) return refuse()
      const end = heldBytes + length
      const passed = scanner.scan(buffer, end)
      const problem = scanner.problem()
      const outcome = handOver(passed, end, () => {
        if (problem !== null) reject(problem)
        else if (scanner.isEnough()) endEarly()
        else reader.resume()
      })
      if (outcome === 'later') return false
      if (problem !== null) reject(problem)
      else if (scanner.isEnough()) endEarly()
      else return true
      return false
    },
  })

  function refuse(): false {
    finish({ kind: 'refused' })
    return false
  }

  function reject(problem: LineProblem): void {
    // After a clean end the receiver can keep what it has; if it has half a line, it must be stopped instead.
    if (!problem.partlyPassed) writer.stream.end()
    finish({ kind: 'problem', problem })
  }

  /** Drops the bytes after the limit; the receiver gets a clean end. */
  function endEarly(): void {
    heldBytes = 0
    writer.stream.end()
    finish({ kind: 'enough' })
  }

  async function endInput(): Promise<void> {
    if (writer.stream.destroyed) return finish({ kind: 'refused' })
    if (scanner.problem() !== null || scanner.isEnough()) return
    const isCleanEnd = heldBytes === 0 || (await writerExited)
    const passed = isCleanEnd ? scanner.finish(buffer, heldBytes) : 0
    const problem = scanner.problem()
    if (passed > 0) writer.stream.write(buffer.subarray(0, passed))
    if (problem !== null) return reject(problem)
    writer.stream.once('finish', () => finish({ kind: 'delivered' })).end()
  }

  void writer.closed.then(() => finish({ kind: 'refused' }))
  void reader.closed.then(endInput)

  return {
    reader,
    done,
    blockedMs: (now) => blockedMs + (blockedSince === null ? 0 : now - blockedSince),
    endedAt: () => endedAt,
    async dispose() {
      // The socket closes with the receiver, unless a process that it left behind holds the other end.
      await withinTime(writer.closed, CLOSE_MS)
      writer.stream.destroy()
      reader.abandon()
      return { leftUnread: writer.leftUnread() }
    },
  }
}
