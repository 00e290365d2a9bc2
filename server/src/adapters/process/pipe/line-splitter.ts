import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'

import { cutText, unfinishedText } from '../../../domain/core/text/cut-text.ts'
import { lastForm } from '../../../domain/singer/log/terminal-text.ts'

/** Receives a line; a returned promise delays further reading. */
export type LineListener = (text: string) => void | Promise<void>

export interface LineSplitter {
  push(chunk: Buffer): void
  /** Ends the input: a last line without newline is a line, too. */
  end(): void
}

/**
 * Splits bytes at newlines and decodes whole lines, so that no character is split at the border of a chunk. Of a line
 * over `maxBytes`, the start is kept and the cut is marked; memory stays bounded. With `rewrites`, a carriage return
 * restarts the line, as progress bars do: the replaced text is dropped at once, and the last form is the line.
 */
export function createLineSplitter(
  maxBytes: number,
  onLine: (text: string) => void,
  { rewrites = false }: { rewrites?: boolean } = {},
): LineSplitter {
  let held: Buffer[] = []
  let heldBytes = 0
  let cutBytes = 0
  /** The last visible form of the held line before it was restarted. */
  let former = ''

  function hold(part: Buffer): void {
    const returnAt = rewrites ? part.lastIndexOf(RETURN) : -1
    if (returnAt !== -1) {
      const form = lastForm(decode(Buffer.concat([...held, part.subarray(0, returnAt)])))
      if (form !== '') former = form.slice(0, maxBytes)
      forget()
    }
    const rest = part.subarray(returnAt + 1)
    const room = maxBytes - heldBytes
    const fitting = rest.length > room ? rest.subarray(0, room) : rest
    if (fitting.length > 0) held.push(Buffer.from(fitting))
    heldBytes += fitting.length
    cutBytes += rest.length - fitting.length
  }

  function forget(): void {
    held = []
    heldBytes = 0
    cutBytes = 0
  }

  function releaseHeld(isUnfinished = false): void {
    const bytes = Buffer.concat(held)
    // A streaming decoder omits an incomplete character at a cut instead of showing a replacement mark.
    const text =
      cutBytes > 0
        ? cutText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true }), cutBytes)
        : isUnfinished
          ? unfinishedText(decode(bytes))
          : decode(bytes)
    const line = rewrites ? lastForm(text) || former : withoutReturn(text)
    former = ''
    forget()
    onLine(line)
  }

  const finished = rewrites
    ? (line: string): string => (line.includes('\r') ? lastForm(line) : line)
    : withoutReturn

  return {
    push(chunk) {
      let start = 0
      if (heldBytes > 0 || former !== '') {
        const newline = chunk.indexOf(NEWLINE)
        if (newline === -1) return hold(chunk)
        hold(chunk.subarray(0, newline))
        releaseHeld()
        start = newline + 1
      }
      const last = chunk.lastIndexOf(NEWLINE)
      if (last >= start) {
        for (const line of decode(chunk.subarray(start, last)).split('\n')) {
          if (line.length <= maxBytes / 4 || Buffer.byteLength(line) <= maxBytes) onLine(finished(line))
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
      if (heldBytes > 0 || former !== '') releaseHeld(heldBytes > ATOMIC_BYTES)
    },
  }
}

/** The most bytes that a pipe passes atomically; a longer line arrives in parts. */
const ATOMIC_BYTES = 4096
const NEWLINE = 0x0a
const RETURN = 0x0d

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Decodes UTF-8; an invalid byte becomes itself if it is an 8-bit control character (C1), else a replacement mark. */
function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  let start = 0
  for (let index = 0; index < bytes.length;) {
    const byte = bytes[index] ?? 0
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    if (byte < 0x80 || isUtf8(bytes.subarray(index, index + length))) index += length
    else {
      text += bytes.toString('utf8', start, index) + (byte < 0xa0 ? String.fromCharCode(byte) : '\ufffd')
      start = index += 1
    }
  }
  return text + bytes.toString('utf8', start)
}

interface ReadOptions {
  maxBytes: number
  /** As for `createLineSplitter`. */
  rewrites?: boolean
  /** Called whenever bytes arrive, whether they end a line or not. */
  sign?: (() => void) | undefined
}

/**
 * Feeds the lines of a stream to a listener, and stops reading while the listener asks to wait. Resolves at the end of
 * the stream.
 */
export function readLines(stream: Readable, options: ReadOptions, listener: LineListener): Promise<void> {
  const { maxBytes, sign, ...others } = options
  let waits: Promise<void>[] = []
  const take = (text: string): void => {
    const wait = listener(text)
    if (wait !== undefined) waits.push(wait)
  }
  const splitter = createLineSplitter(maxBytes, take, others)
  const resume = (): void => void stream.resume()
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      sign?.()
      splitter.push(chunk)
      if (waits.length === 0) return
      stream.pause()
      Promise.all(waits).then(resume, resume)
      waits = []
    })
    // `close` without `end`: the stream was given up or broke.
    stream.on('error', () => undefined)
    stream.once('close', () => {
      splitter.end()
      resolve()
    })
  })
}
