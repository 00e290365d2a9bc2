import type { Readable } from 'node:stream'

/** Takes a line; a promise asks to wait before more is read. */
export type LineListener = (text: string) => void | Promise<void>

export interface LineSplitter {
  push(chunk: Buffer): void
  /** A last line without newline is a line too. */
  end(): void
}

/**
 * Splits bytes at newlines and decodes whole lines, so that no character is torn apart at a chunk's border.
 * Of a line over `maxBytes` the start is kept and the cut is marked; memory stays bounded.
 */
export function createLineSplitter(maxBytes: number, onLine: (text: string) => void): LineSplitter {
  let held: Buffer[] = []
  let heldBytes = 0
  let cutBytes = 0

  function hold(part: Buffer): void {
    const room = maxBytes - heldBytes
    const kept = part.length > room ? part.subarray(0, room) : part
    if (kept.length > 0) held.push(Buffer.from(kept))
    heldBytes += kept.length
    cutBytes += part.length - kept.length
  }

  function releaseHeld(): void {
    // A streaming decoder leaves out the torn character at a cut instead of showing a replacement mark.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(held), {
      stream: cutBytes > 0,
    })
    onLine(cutBytes > 0 ? `${text} … (${cutBytes} more bytes cut)` : withoutReturn(text))
    held = []
    heldBytes = 0
    cutBytes = 0
  }

  return {
    push(chunk) {
      let start = 0
      if (heldBytes > 0) {
        const newline = chunk.indexOf(0x0a)
        if (newline === -1) return hold(chunk)
        hold(chunk.subarray(0, newline))
        releaseHeld()
        start = newline + 1
      }
      const last = chunk.lastIndexOf(0x0a)
      if (last >= start) {
        for (const line of chunk.toString('utf8', start, last).split('\n')) {
          if (line.length <= maxBytes / 4 || Buffer.byteLength(line) <= maxBytes) onLine(withoutReturn(line))
          else {
            hold(Buffer.from(line))
            releaseHeld()
          }
        }
        start = last + 1
      }
      if (start < chunk.length) hold(chunk.subarray(start))
    },
    end() {
      if (heldBytes > 0) releaseHeld()
    },
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Feeds the lines of a stream to a listener; stops reading while the listener asks to wait. Resolves at its end. */
export function readLines(stream: Readable, maxBytes: number, listener: LineListener): Promise<void> {
  let waits: Promise<void>[] = []
  const splitter = createLineSplitter(maxBytes, (text) => {
    const wait = listener(text)
    if (wait !== undefined) waits.push(wait)
  })
  const resume = (): void => void stream.resume()
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      splitter.push(chunk)
      if (waits.length === 0) return
      stream.pause()
      Promise.all(waits).then(resume, resume)
      waits = []
    })
    // `close` without `end` is a stream that was given up or broken.
    stream.on('error', () => undefined)
    stream.once('close', () => {
      splitter.end()
      resolve()
    })
  })
}
