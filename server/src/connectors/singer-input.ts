import { ConnectorError } from './cli.ts'

const NEWLINE = 10

export interface SingerMessage {
  type: string
  stream: string
  line: number
  body: Record<string, unknown>
}

/** Ends the input at SIGTERM, so that what came until then is kept; the exit code then says that it was not all. */
export function stopOnSigterm(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGTERM', () => {
    process.exitCode = 128 + 15
    controller.abort()
    process.stdin.destroy()
  })
  return controller.signal
}

/** Lines of stdin in order, with their number from 1; blank ones are left out. A stop ends them without an error. */
export async function* readLines(stop?: AbortSignal): AsyncGenerator<{ text: string; line: number }[]> {
  let rest: Buffer[] = []
  let number = 0
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      const lines: { text: string; line: number }[] = []
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        let bytes = chunk.subarray(from, at)
        if (rest.length > 0) {
          rest.push(bytes)
          bytes = Buffer.concat(rest)
          rest = []
        }
        number += 1
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
  if (rest.length > 0) yield [{ text: Buffer.concat(rest).toString('utf8'), line: number + 1 }]
}

/** Digits that a JavaScript number cannot hold exactly. */
const LONG_INTEGER = /[:[,]\s*-?\d{16,}/

/** Parses a line; integers beyond 2^53 become bigint and keep their digits. Throws ConnectorError naming the line. */
export function parseMessage(text: string, line: number): SingerMessage | null {
  if (text.trim() === '') return null
  let body: unknown
  try {
    body = LONG_INTEGER.test(text) ? parseExact(text) : JSON.parse(text)
  } catch (error) {
    throw new ConnectorError(`Line ${line} is not JSON: ${(error as Error).message}.`)
  }
  if (typeof body !== 'object' || body === null || !('type' in body) || typeof body.type !== 'string') {
    throw new ConnectorError(`Line ${line} is no Singer message: it has no "type".`)
  }
  const stream = 'stream' in body && typeof body.stream === 'string' ? body.stream : ''
  const type = body.type.toUpperCase()
  if (stream === '' && (type === 'SCHEMA' || type === 'RECORD' || type === 'ACTIVATE_VERSION')) {
    throw new ConnectorError(`Line ${line} is a ${type} without a "stream".`)
  }
  return { type, stream, line, body: body as Record<string, unknown> }
}

function parseExact(text: string): unknown {
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '0')
      : value
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown)
}

export interface StreamSchema {
  properties: Record<string, Record<string, unknown>>
  required: string[]
  keyProperties: string[]
}

/** The parts of a SCHEMA message that matter here. Throws ConnectorError naming the line. */
export function readSchema({ body, stream, line }: SingerMessage): StreamSchema {
  const schema = body['schema'] as { properties?: unknown; required?: unknown } | undefined
  const properties = schema?.properties
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    throw new ConnectorError(`Line ${line}: the SCHEMA of stream "${stream}" has no "properties".`)
  }
  const keys = body['key_properties'] ?? []
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new ConnectorError(`Line ${line}: the "key_properties" of stream "${stream}" are no list of names.`)
  }
  const unknown = keys.find((key) => !Object.hasOwn(properties, key))
  if (unknown !== undefined) {
    throw new ConnectorError(
      `Line ${line}: the key property "${unknown}" of stream "${stream}" is not in its schema.`,
    )
  }
  const required = Array.isArray(schema?.required)
    ? schema.required.filter((name) => typeof name === 'string')
    : []
  return { properties: properties as StreamSchema['properties'], required, keyProperties: keys }
}

/** The record of a RECORD message, checked against its schema. Throws ConnectorError naming the line. */
export function readRecord(
  message: SingerMessage,
  schema: StreamSchema | undefined,
): Record<string, unknown> {
  const { body, stream, line } = message
  if (schema === undefined) {
    throw new ConnectorError(`Line ${line}: a RECORD of stream "${stream}" came before its SCHEMA.`)
  }
  const record = body['record']
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new ConnectorError(`Line ${line}: the RECORD of stream "${stream}" has no "record" object.`)
  }
  for (const key of schema.keyProperties) {
    const value = Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : null
    if (value === undefined || value === null) {
      throw new ConnectorError(
        `Line ${line}: a record of stream "${stream}" lacks the key property "${key}".`,
      )
    }
  }
  for (const name of schema.required) {
    if (!Object.hasOwn(record, name)) {
      throw new ConnectorError(
        `Line ${line}: a record of stream "${stream}" lacks the required property "${name}".`,
      )
    }
  }
  return record as Record<string, unknown>
}
