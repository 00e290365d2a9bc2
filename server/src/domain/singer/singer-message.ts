/** The parts of a Singer message that the server uses: its type in capitals, and its stream. */
export interface MessageHead {
  type: string
  stream: string | null
}

/** The start of a message with `type` and `stream` as its first two members, as nearly every writer orders them. */
const TYPE_THEN_STREAM = /^\s*\{\s*"type"\s*:\s*"([A-Za-z_]+)"\s*,\s*"stream"\s*:\s*("(?:[^"\\]|\\.)*")/

/**
 * Reads type and stream from the start of a line without parsing the rest. `length` counts the characters up to the closing
 * quote of the stream name. Undefined for any other form.
 */
export function readMessageHead(start: string): (MessageHead & { length: number }) | undefined {
  const match = TYPE_THEN_STREAM.exec(start)
  const type = match?.[1]
  const quoted = match?.[2]
  if (match === null || type === undefined || quoted === undefined) return undefined
  const stream = parseJson(quoted)
  if (typeof stream !== 'string') return undefined
  return { type: type.toUpperCase(), stream, length: match[0].length }
}

/** Parses a whole line; undefined if it is not a Singer message. Unknown types count as messages. */
export function parseMessage(line: string): MessageHead | undefined {
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
  if (typeof value.type !== 'string') return undefined
  const type = value.type.toUpperCase()
  const stream = 'stream' in value && typeof value.stream === 'string' ? value.stream : null
  if (stream === null && (type === 'RECORD' || type === 'BATCH')) return undefined
  return { type, stream }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseWithPythonNumbers(text)
  }
}

/** Parses JSON with Python's NaN and Infinity, which JSON lacks and Python loaders read. */
function parseWithPythonNumbers(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return undefined
  const replaced = text.replace(
    /("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity)/g,
    (_, quoted?: string) => quoted ?? 'null',
  )
  try {
    return JSON.parse(replaced)
  } catch {
    return undefined
  }
}
