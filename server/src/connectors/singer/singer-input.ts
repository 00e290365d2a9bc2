import { isUtf8 } from 'node:buffer'

import { parseJson } from '@flx/shared/json/json-text'

import { ConnectorError } from '../cli.ts'
import { describeJsonFault } from './not-json.ts'

const NEWLINE = 10
const NAMES_STREAM: ReadonlySet<string> = new Set(['SCHEMA', 'RECORD', 'BATCH', 'ACTIVATE_VERSION'])

export interface SingerMessage {
  type: string
  stream: string
  line: number
  body: Record<string, unknown>
}

/** Ends the input at SIGTERM, so that everything received so far is kept; the exit code shows that it was not all. */
export function stopOnSigterm(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGTERM', () => {
    process.exitCode = 128 + 15
    controller.abort()
    process.stdin.destroy()
  })
  return controller.signal
}

/**
 * Yields lines of stdin in order, with their number from 1; blank lines are skipped. A stop ends them without an error.
 */
export const readLines = (stop?: AbortSignal): AsyncGenerator<InputLine[]> =>
  linesOf(process.stdin as AsyncIterable<Buffer>, { stop, where: (line) => `Line ${line}` })

interface InputLine {
  text: string
  line: number
}

/** Does the same for any bytes; `where` names a line in an error. */
export async function* linesOf(
  source: AsyncIterable<Buffer>,
  { stop, where: placeOf }: { stop: AbortSignal | undefined; where: (line: number) => string },
): AsyncGenerator<InputLine[]> {
  let rest: Buffer[] = []
  let number = 0
  try {
    for await (const chunk of source) {
      const lines: InputLine[] = []
      let from = 0
      // One check of a whole chunk except its first line, which might have begun earlier, is faster than one check per
      // line.
      const second = chunk.indexOf(NEWLINE) + 1
      const isRestUtf8 = isUtf8(chunk.subarray(second, Math.max(second, chunk.lastIndexOf(NEWLINE) + 1)))
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        let bytes = chunk.subarray(from, at)
        if (rest.length > 0) {
          rest.push(bytes)
          bytes = Buffer.concat(rest)
          rest = []
        }
        number += 1
        if (!(isRestUtf8 && from > 0) && !isUtf8(bytes)) {
          if (lines.length > 0) yield lines
          throw notUtf8(placeOf(number))
        }
        if (bytes.length > 0) lines.push({ text: bytes.toString('utf8'), line: number })
        from = at + 1
      }
      if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)))
      if (lines.length > 0) yield lines
      if (stop?.aborted === true) return
    }
  } catch (error) {
    if (stop?.aborted !== true || (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      throw error
    return
  }
  if (rest.length === 0) return
  const last = Buffer.concat(rest)
  if (!isUtf8(last)) throw notUtf8(placeOf(number + 1))
  yield [{ text: last.toString('utf8'), line: number + 1 }]
}

const notUtf8 = (place: string): ConnectorError =>
  new ConnectorError(`${place} is not UTF-8: its text would be changed. Singer messages are UTF-8.`)

/**
 * Parses a line; numbers keep every digit unless another `parse` is given. Throws ConnectorError that names the line.
 */
export function parseMessage(
  text: string,
  line: number,
  parse: (text: string) => unknown = parseJson,
): SingerMessage | null {
  if (text.trim() === '') return null
  let body: unknown
  try {
    body = parse(text)
  } catch {
    throw new ConnectorError(`Line ${line} ${describeJsonFault(text)}.`)
  }
  if (typeof body !== 'object' || body === null || !('type' in body) || typeof body.type !== 'string') {
    throw new ConnectorError(`Line ${line} is not a Singer message: it has no "type".`)
  }
  const stream = 'stream' in body && typeof body.stream === 'string' ? body.stream : ''
  const type = body.type.toUpperCase()
  if (stream === '' && NAMES_STREAM.has(type)) {
    throw new ConnectorError(`Line ${line} is a ${type} without a "stream".`)
  }
  return { type, stream, line, body: body as Record<string, unknown> }
}
