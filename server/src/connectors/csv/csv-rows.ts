import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'

import { ConnectorError } from '../cli.ts'
import type { CsvFile } from './csv-files.ts'
import { openUnprotected } from '../protection/protected-files.ts'

/** A longer row means a quotation mark that is never closed. */
const LONGEST_ROW = 64 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

/** Some rows of one file, in order. */
export interface CsvRows {
  header: string[]
  rows: string[][]
  /** For each row, the line of the file where it begins, from 1. */
  lines: number[]
}

/**
 * Yields the rows of a CSV file (RFC 4180; blank lines are skipped), at least one item per file with a header. Throws
 * ConnectorError that names file and line for bytes that do not fit the encoding, ragged rows and unclosed quotation
 * marks.
 */
export async function* readCsv(file: CsvFile, path: string): AsyncGenerator<CsvRows> {
  const scan = rowScanner(file.delimiter, path)
  let header: string[] | undefined
  let line = 1
  let rest = ''
  try {
    for await (const { text, last } of readText(path, file.encoding)) {
      const whole = rest === '' ? text : rest + text
      const { rows, lines, end, nextLine } = scan(whole, line, last)
      rest = whole.slice(end)
      line = nextLine
      if (rest.length > LONGEST_ROW)
        throw new ConnectorError(`${path}, line ${line}: a quotation mark is never closed.`)
      if (header === undefined && rows.length > 0) {
        header = checkedHeader(rows.shift() ?? [], path)
        lines.shift()
        if (rows.length === 0) yield { header, rows, lines }
      }
      if (header === undefined || rows.length === 0) continue
      for (let index = 0; index < rows.length; index++) {
        const found = rows[index]?.length
        if (found !== header.length) {
          throw new ConnectorError(
            `${path}, line ${lines[index]}: ${found} fields where the header has ${header.length}.`,
          )
        }
      }
      yield { header, rows, lines }
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`${path} cannot be read near line ${line}: ${(error as Error).message}.`)
  }
}

/** Creates a function that splits text into rows. The text after `end` is not a complete row yet. */
function rowScanner(delimiter: string, path: string) {
  const step = delimiter.length
  return (text: string, firstLine: number, last: boolean) => {
    const rows: string[][] = []
    const lines: number[] = []
    let line = firstLine
    let at = 0
    let quote = text.indexOf('"')
    while (at < text.length) {
      let newline = text.indexOf('\n', at)
      if (newline === -1) {
        if (!last) break
        newline = text.length
      }
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at)
      if (quote === -1 || quote > newline) {
        // Most rows have no quotation mark, and the engine's own split is the fastest way.
        const end = newline > at && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline
        if (end > at) {
          rows.push(text.slice(at, end).split(delimiter))
          lines.push(line)
        }
        line += 1
        at = newline + 1
        continue
      }
      const row = quotedRow(at, line)
      if (row === null) break
      rows.push(row.fields)
      lines.push(line)
      line = row.nextLine
      at = row.end
    }
    return { rows, lines, end: Math.min(at, text.length), nextLine: line }

    function quotedRow(from: number, atLine: number) {
      const fields: string[] = []
      let position = from
      let nextLine = atLine
      for (;;) {
        let field: string
        if (text.charCodeAt(position) === 34) {
          let close = text.indexOf('"', position + 1)
          let doubled = false
          while (close !== -1 && text.charCodeAt(close + 1) === 34) {
            doubled = true
            close = text.indexOf('"', close + 2)
          }
          if (close === -1) {
            if (!last) return null
            throw new ConnectorError(`${path}, line ${nextLine}: a quotation mark is never closed.`)
          }
          // Whether the mark ends the field or is half of a pair depends on the following characters.
          if (!last && close + 1 + Math.max(step, 2) > text.length) return null
          field = text.slice(position + 1, close)
          for (let at = field.indexOf('\n'); at !== -1; at = field.indexOf('\n', at + 1)) nextLine += 1
          if (doubled) field = field.replaceAll('""', '"')
          position = close + 1
        } else {
          let end = text.indexOf(delimiter, position)
          let newline = text.indexOf('\n', position)
          if (newline === -1) {
            if (!last) return null
            newline = text.length
          }
          if (end === -1 || end > newline) {
            end = newline > position && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline
          }
          field = text.slice(position, end)
          position = end
        }
        fields.push(field)
        if (position >= text.length) return { fields, end: position, nextLine }
        if (text.startsWith(delimiter, position)) {
          position += step
          continue
        }
        if (
          text.charCodeAt(position) === 13 &&
          (text.charCodeAt(position + 1) === 10 || position + 1 === text.length)
        )
          position += 1
        if (position < text.length && text.charCodeAt(position) !== 10) {
          throw new ConnectorError(`${path}, line ${nextLine}: text follows a closing quotation mark.`)
        }
        return { fields, end: position + 1, nextLine: nextLine + 1 }
      }
    }
  }
}

/** Yields the text of a file in pieces, without a byte order mark; the last piece is marked and can be empty. */
async function* readText(path: string, encoding: string): AsyncGenerator<{ text: string; last: boolean }> {
  let decode: ((bytes: Buffer, last: boolean) => string) | undefined
  for await (const bytes of createReadStream(path, {
    fd: openUnprotected(path, 'r'),
    highWaterMark: CHUNK_BYTES,
  }) as AsyncIterable<Buffer>) {
    decode ??= decoder(encoding, bytes)
    yield { text: decode(bytes, false), last: false }
  }
  yield { text: decode?.(Buffer.alloc(0), true) ?? '', last: true }
}

function decoder(encoding: string, first: Buffer): (bytes: Buffer, last: boolean) => string {
  if (encoding === 'utf-8') return utf8Decoder()
  if (encoding === 'latin1') return (bytes) => bytes.toString('latin1')
  const bigEndian = encoding === 'utf-16' && first[0] === 0xfe && first[1] === 0xff
  const label = encoding === 'utf-16' ? (bigEndian ? 'utf-16be' : 'utf-16le') : encoding
  const text = new TextDecoder(label, { fatal: true })
  return (bytes, last) => text.decode(bytes, { stream: !last })
}

/** Decodes up to a line end, which is never inside a character; faster than a streaming decoder. */
function utf8Decoder() {
  let rest: Buffer[] = []
  let start = true
  return (bytes: Buffer, last: boolean): string => {
    const end = bytes.lastIndexOf(10) + 1
    if (end === 0 && !last) {
      rest.push(bytes)
      return ''
    }
    let whole = Buffer.concat([...rest, bytes.subarray(0, end)])
    rest = end < bytes.length ? [bytes.subarray(end)] : []
    if (!isUtf8(whole)) throw new Error('it is not UTF-8; name its "encoding"')
    if (start && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf) whole = whole.subarray(3)
    if (whole.length > 0) start = false
    return whole.toString('utf8')
  }
}

/** Checks that names exist and differ; otherwise columns would silently replace each other. */
function checkedHeader(names: readonly string[], path: string): string[] {
  const header = names.map((name) => name.trim())
  const blank = header.indexOf('')
  if (blank !== -1) throw new ConnectorError(`${path}: column ${blank + 1} has no name in the header.`)
  const repeated = header.find((name, index) => header.indexOf(name) !== index)
  if (repeated !== undefined)
    throw new ConnectorError(`${path}: the header has the column "${repeated}" twice.`)
  return header
}
