import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { ConnectorError, log, main, type Invocation } from './cli.ts'
import { targetJsonl } from './definitions.ts'
import { exactJson } from './exact-json.ts'
import { createJsonlFiles, fileNamer } from './jsonl-files.ts'
import {
  parseMessage,
  readLines,
  readRecord,
  readSchema,
  stopOnSigterm,
  type SingerMessage,
  type StreamSchema,
} from './singer-input.ts'

/** One stream: its schema and the start that its record lines usually have. */
interface Stream {
  schema: StreamSchema
  openings: string[]
  count: number
}

async function work({ settings }: Invocation): Promise<void> {
  const folder = String(settings['destination_path'] ?? '.') || '.'
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new ConnectorError(`The folder ${folder} cannot be made: ${(error as Error).message}.`)
  }
  const files = createJsonlFiles(folder, fileNamer(settings))
  const streams = new Map<string, Stream>()
  let state: string | undefined
  const stop = stopOnSigterm()

  const take = (text: string, line: number): void => {
    const message = parseMessage(text, line)
    if (message === null) return
    const stream = streams.get(message.stream)
    switch (message.type) {
      case 'RECORD': {
        const record = readRecord(message, stream?.schema)
        files.write(message.stream, recordText(text, message, stream?.openings ?? [], record))
        if (stream !== undefined) stream.count += 1
        return
      }
      case 'SCHEMA': {
        const schema = readSchema(message)
        if (stream === undefined)
          streams.set(message.stream, { schema, openings: openingsOf(message.stream), count: 0 })
        else stream.schema = schema
        return
      }
      case 'STATE':
        state = exactJson(message.body['value'] ?? null)
        return
      case 'BATCH':
        throw new ConnectorError(`Line ${line}: BATCH messages are not supported by target-jsonl.`)
      default:
        if (message.type !== 'ACTIVATE_VERSION')
          log('WARNING', `Line ${line}: a message of type ${message.type} was ignored`)
    }
  }

  /** A state leaves only when all that came before it is on the disk. */
  const confirm = (): void => {
    if (state === undefined) return
    files.sync()
    process.stdout.write(`${state}\n`)
    state = undefined
  }

  try {
    for await (const lines of readLines(stop)) {
      for (const { text, line } of lines) take(text, line)
      confirm()
    }
  } finally {
    // What came before a bad line is good, and would come twice if it were not confirmed.
    confirm()
    files.close()
  }
  for (const [stream, { count }] of streams) log('INFO', `${stream}: ${count} records written`)
}

function openingsOf(stream: string): string[] {
  const name = JSON.stringify(stream)
  return [`{"type":"RECORD","stream":${name},"record":`, `{"type": "RECORD", "stream": ${name}, "record": `]
}

/** The bytes of the record as they came, where the form of the line proves where they are; else written anew. */
function recordText(
  line: string,
  { body }: SingerMessage,
  openings: readonly string[],
  record: Record<string, unknown>,
): string {
  const opening = openings.find((start) => line.startsWith(start))
  // The line is valid JSON, opens with the record as its third member and has no other: it ends with the last brace.
  if (
    opening !== undefined &&
    line.endsWith('}}') &&
    Object.keys(body).length === 3 &&
    // The same name twice would be a member that the parsed body does not show.
    !line.includes('"record"', opening.length) &&
    !line.includes('\\u0072', opening.length)
  )
    return line.slice(opening.length, -1)
  return exactJson(record)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetJsonl, work)
