import { cutText } from '../../../domain/core/text/cut-text.ts'
import type { StreamCount } from '@flx/shared/executions/execution'
import type { DatasetColumn } from '@flx/shared/lineage/lineage'

import { readSchemaLine } from './schema-fingerprint.ts'
import { parseMessage, readMessageHead, type MessageHead } from '../../../domain/singer/singer-message.ts'

/** Lines up to this size pass. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024
/** An unfinished line is held back up to this size, so that a loader is not left with half a line. */
export const MAX_HELD_BYTES = 64 * 1024

const HEAD_BYTES = 1024
const EXCERPT_CHARACTERS = 200
const MAX_KNOWN_PREFIXES = 4096
const NEWLINE = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
const NOT_IN_UTF8 = 0xff
/** Opening and closing quotes of "type", its value, "stream" and its value. */
const QUOTES_IN_PREFIX = 8

/** Why the bytes must not pass. `partlyPassed` = the receiver already has the start of that line. */
export type LineProblem =
  | { kind: 'malformed'; lineNumber: number; excerpt: string; partlyPassed: boolean }
  | { kind: 'oversized'; stream: string | null; bytes: number; partlyPassed: true }

/** Counts Singer messages in passing bytes, without parsing records. */
export interface LineScanner {
  /**
   * Scans bytes `[0, end)` and returns how many of them can pass. The rest is an unfinished line of at most
   * MAX_HELD_BYTES: pass it again, at the start of the buffer, with the bytes that follow.
   */
  scan(buffer: Buffer, end: number): number
  /** Like `scan`, for the end of the input: the rest is a last line without newline. */
  finish(buffer: Buffer, end: number): number
  /** Returns the counts in the order in which the streams first appeared. */
  counts(): StreamCount[]
  /** Returns the columns of each stream's last SCHEMA. */
  schemas(): ReadonlyMap<string, DatasetColumn[]>
  problem(): LineProblem | null
  /** Whether the record limit was reached: the line that reached it may still pass, nothing after it. */
  isEnough(): boolean
}

/** The bytes with which one writer starts each record of a stream, up to the closing quote of the stream's name. */
interface Prefix {
  bytes: Buffer
  count: StreamCount
}

/** A line too long to be held back: part of it has already passed. */
interface LongLine {
  bytes: number
  /** Null while type or stream are not known from its start; then `parts` stores it for parsing. */
  head: MessageHead | null
  parts: Buffer[]
  lastByte: number
}

export function createLineScanner(
  options: {
    maxLineBytes?: number
    limitRecords?: number | null
    /** Called with each BATCH line before it passes. */
    onBatch?: ((line: string, count: StreamCount) => void) | undefined
  } = {},
): LineScanner {
  const { maxLineBytes = MAX_LINE_BYTES, limitRecords = null, onBatch } = options
  const streams = new Map<string, StreamCount>()
  const schemas = new Map<string, DatasetColumn[]>()
  const prefixes = new Map<string, Prefix>()
  // The writer's last record: most lines start like the previous one, so one comparison decides.
  let last: Prefix = { bytes: Buffer.from([NOT_IN_UTF8]), count: emptyCount('') }
  let lines = 0
  let seen = 0
  let long: LongLine | null = null
  let problem: LineProblem | null = null
  let isLimitReached = false

  function scan(buffer: Buffer, end: number): number {
    if (problem !== null || isLimitReached) return 0
    let start = 0
    let from = seen
    if (long !== null) {
      const newline = buffer.indexOf(NEWLINE)
      const stop = newline === -1 || newline >= end ? end : newline
      if (!extend(long, buffer, 0, stop)) return 0
      if (stop === end) return end
      if (!finishLong(long)) return 0
      start = from = newline + 1
      if (limitRecords !== null && hasReached(limitRecords)) return start
    }
    for (;;) {
      const newline = buffer.indexOf(NEWLINE, from)
      if (newline === -1 || newline >= end) break
      if (!passLine(buffer, start, newline)) return start
      start = from = newline + 1
      if (limitRecords !== null && hasReached(limitRecords)) return start
    }
    seen = end - start
    if (seen <= MAX_HELD_BYTES) return start
    seen = 0
    return beginLong(buffer, start, end) ? end : start
  }

  function finish(buffer: Buffer, end: number): number {
    if (problem !== null || isLimitReached) return 0
    if (long !== null) {
      finishLong(long)
      return end
    }
    return end === 0 || passLine(buffer, 0, end) ? end : 0
  }

  /** Called only with a limit: without one, records are not summed line by line. */
  function hasReached(limit: number): boolean {
    let records = 0
    for (const count of streams.values()) records += count.records
    isLimitReached = records >= limit
    return isLimitReached
  }

  function passLine(buffer: Buffer, start: number, end: number): boolean {
    lines += 1
    const { bytes, count } = last
    const length = bytes.length
    let index = 0
    while (index < length && buffer[start + index] === bytes[index]) index += 1
    if (index === length && end - start > length && buffer[end - 1] === CLOSING_BRACE) {
      count.records += 1
      count.bytes += end - start + 1
      return true
    }
    return passOtherLine(buffer, start, end)
  }

  function passOtherLine(buffer: Buffer, lineStart: number, lineEnd: number): boolean {
    let start = lineStart
    let end = lineEnd
    while (start < end && isBlank(buffer[start])) start += 1
    while (end > start && isBlank(buffer[end - 1])) end -= 1
    if (start === end) return true
    if (buffer[start] !== OPENING_BRACE || buffer[end - 1] !== CLOSING_BRACE) {
      return rejectLine(buffer, lineStart, lineEnd, false)
    }
    const key = prefixKey(buffer, start, end)
    const stream = key === undefined ? undefined : prefixes.get(key)
    if (stream !== undefined) {
      last = stream
      return countMessage('RECORD', stream.count, lineEnd - lineStart + 1)
    }
    const head = recordHead(buffer, start, end, key) ?? parseMessage(buffer.toString('utf8', start, end))
    if (head === undefined) return rejectLine(buffer, lineStart, lineEnd, false)
    const streamCount = countOf(head.stream)
    if (streamCount !== null && NEEDS_TEXT.has(head.type)) {
      noteText(head.type, buffer.toString('utf8', start, end), streamCount)
    }
    return countMessage(head.type, streamCount, lineEnd - lineStart + 1)
  }

  /** Reads the head of a record in the usual form, and remembers it for the next one. */
  function recordHead(
    buffer: Buffer,
    start: number,
    end: number,
    key: string | undefined,
  ): MessageHead | undefined {
    const head = readMessageHead(buffer.toString('utf8', start, Math.min(end, start + HEAD_BYTES)))
    if (head?.type !== 'RECORD') return undefined
    const count = countOf(head.stream)
    if (key !== undefined && count !== null && prefixes.size < MAX_KNOWN_PREFIXES) {
      last = { bytes: Buffer.from(key, 'latin1'), count }
      prefixes.set(key, last)
    }
    return head
  }

  function beginLong(buffer: Buffer, start: number, end: number): boolean {
    lines += 1
    let first = start
    while (first < end && isBlank(buffer[first])) first += 1
    if (first < end && buffer[first] !== OPENING_BRACE) return rejectLine(buffer, start, end, false)
    const head = readMessageHead(buffer.toString('utf8', first, Math.min(end, first + HEAD_BYTES)))
    long = { bytes: 0, head: head ?? null, parts: [], lastByte: 0 }
    return extend(long, buffer, start, end)
  }

  function extend(line: LongLine, buffer: Buffer, start: number, end: number): boolean {
    line.bytes += end - start
    if (line.bytes > maxLineBytes) {
      problem = {
        kind: 'oversized',
        stream: line.head?.stream ?? null,
        bytes: line.bytes,
        partlyPassed: true,
      }
      return false
    }
    // The line limit bounds memory; only writers that put `type` last, long manifests and long schemas get here.
    if (line.head === null || NEEDS_TEXT.has(line.head.type))
      line.parts.push(Buffer.from(buffer.subarray(start, end)))
    let index = end - 1
    while (index >= start && isBlank(buffer[index])) index -= 1
    if (index >= start) line.lastByte = buffer[index] ?? 0
    return true
  }

  function finishLong(line: LongLine): boolean {
    long = null
    if (line.lastByte === 0) return true
    const text = line.parts.length === 0 ? '' : Buffer.concat(line.parts).toString('utf8')
    const head = line.head ?? parseMessage(text)
    if (head === undefined || line.lastByte !== CLOSING_BRACE) {
      const start =
        line.parts[0] ?? Buffer.from(JSON.stringify({ type: line.head?.type, stream: line.head?.stream }))
      return rejectLine(start, 0, start.length, true)
    }
    const count = countOf(head.stream)
    if (count !== null && NEEDS_TEXT.has(head.type)) noteText(head.type, text, count)
    return countMessage(head.type, count, line.bytes + 1)
  }

  function countMessage(type: string, count: StreamCount | null, bytes: number): boolean {
    if (count === null) return true
    if (type === 'RECORD') {
      count.records += 1
      count.bytes += bytes
    } else if (type === 'BATCH') count.batches += 1
    return true
  }

  function noteText(type: string, text: string, count: StreamCount): void {
    if (type === 'BATCH') {
      onBatch?.(text, count)
      return
    }
    const { fingerprint, columns } = readSchemaLine(text)
    schemas.set(count.stream, columns)
    if (count.schema !== undefined && count.schema !== fingerprint) {
      count.schemaChanges = (count.schemaChanges ?? 0) + 1
    }
    count.schema = fingerprint
  }

  function countOf(stream: string | null): StreamCount | null {
    if (stream === null) return null
    const existing = streams.get(stream)
    if (existing !== undefined) return existing
    const count = emptyCount(stream)
    streams.set(stream, count)
    return count
  }

  function rejectLine(buffer: Buffer, start: number, end: number, partlyPassed: boolean): false {
    const textEnd = Math.min(end, start + 4 * EXCERPT_CHARACTERS)
    const text = buffer.toString('utf8', start, textEnd)
    const isComplete = textEnd === end && text.length <= EXCERPT_CHARACTERS
    const shortened = text.slice(0, EXCERPT_CHARACTERS).toWellFormed()
    const excerpt = isComplete ? text : cutText(shortened, end - start - Buffer.byteLength(shortened))
    problem = { kind: 'malformed', lineNumber: lines, excerpt, partlyPassed }
    return false
  }

  return {
    scan,
    finish,
    counts: () => Array.from(streams.values(), (count) => ({ ...count })),
    schemas: () => schemas,
    problem: () => problem,
    isEnough: () => isLimitReached,
  }
}

/** Types whose whole message is read, not only its head. */
const NEEDS_TEXT: ReadonlySet<string> = new Set(['BATCH', 'SCHEMA'])

const emptyCount = (stream: string): StreamCount => ({ stream, records: 0, batches: 0, bytes: 0 })

/** Returns the bytes up to the quote that ends the second value, as a map key; undefined if there are fewer quotes. */
function prefixKey(buffer: Buffer, start: number, end: number): string | undefined {
  const limit = Math.min(end, start + HEAD_BYTES)
  let quotes = 0
  for (let index = start; index < limit; index += 1) {
    const byte = buffer[index]
    if (byte === BACKSLASH) index += 1
    else if (byte === QUOTE) {
      quotes += 1
      if (quotes === QUOTES_IN_PREFIX) return buffer.toString('latin1', start, index + 1)
    }
  }
  return undefined
}

const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a
