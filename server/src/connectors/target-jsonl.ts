import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { ConnectorError, log, main, reportWritten, type Invocation } from './cli.ts'
import { targetJsonl } from './definitions.ts'
import { createJsonlFiles, fileNamer } from './stores/jsonl-files.ts'
import { refuseProtected } from './protection/protected-files.ts'
import { jsonlRows } from './rows/jsonl-rows.ts'
import { readRowsRequest, writeRows } from './rows/loaded-rows.ts'
import { batchRecords } from './singer/batch-files.ts'
import { parseMessage, readLines, stopOnSigterm, type SingerMessage } from './singer/singer-input.ts'
import { readRecord, readSchema, type StreamSchema } from './singer/singer-records.ts'
import { watchFields } from './singer/unnamed-fields.ts'

/** One stream: its schema and the usual beginnings of its record lines. */
interface Stream {
  schema: StreamSchema
  openings: string[]
  count: number
}

async function work({ settings, rows }: Invocation): Promise<void> {
  const folder = String(settings['destination_path'] ?? '.') || '.'
  if (rows !== undefined) return writeRows(jsonlRows(folder, settings, readRowsRequest(rows)))
  refuseProtected(folder)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new ConnectorError(`The folder ${folder} could not be created: ${(error as Error).message}.`)
  }
  const files = createJsonlFiles(folder, fileNamer(settings))
  const streams = new Map<string, Stream>()
  const fields = watchFields()
  let state: string | undefined
  const stop = stopOnSigterm()

  const takeBatch = async (message: SingerMessage, stream: Stream | undefined): Promise<void> => {
    for await (const records of batchRecords(message, JSON.parse, stop)) {
      for (const { text, record } of records) {
        const values = readRecord(record, stream?.schema)
        if (stream === undefined) return
        fields.unnamed(record, stream.schema, values)
        files.write(message.stream, text.trim())
        stream.count += 1
      }
    }
  }

  const take = (text: string, line: number): Promise<void> | undefined => {
    // Most records are passed on unchanged, so their digits need no care here.
    const message = parseMessage(text, line, JSON.parse)
    if (message === null) return undefined
    const stream = streams.get(message.stream)
    switch (message.type) {
      case 'RECORD': {
        const record = readRecord(message, stream?.schema)
        if (stream === undefined) return undefined
        fields.unnamed(message, stream.schema, record)
        files.write(message.stream, recordText(text, message, stream.openings))
        stream.count += 1
        return undefined
      }
      case 'SCHEMA': {
        const schema = readSchema(message)
        if (stream === undefined)
          streams.set(message.stream, { schema, openings: openingsOf(message.stream), count: 0 })
        else stream.schema = schema
        return undefined
      }
      case 'STATE':
        state = JSON.stringify(parseMessage(text, line)?.body['value'] ?? null)
        return undefined
      case 'BATCH':
        return takeBatch(message, stream)
      default:
        if (message.type !== 'ACTIVATE_VERSION')
          log('WARNING', `Line ${line}: a message of type ${message.type} was ignored`)
        return undefined
    }
  }

  /** Writes a state to stdout only when everything before it is on the disk. */
  const confirm = (): void => {
    if (state === undefined) return
    files.sync()
    process.stdout.write(`${state}\n`)
    state = undefined
  }

  try {
    for await (const lines of readLines(stop)) {
      for (const { text, line } of lines) {
        const later = take(text, line)
        // Most lines need no wait.
        if (later !== undefined) await later
      }
      confirm()
    }
  } finally {
    // Records before a bad line are good, and would be loaded twice without confirmation.
    confirm()
    files.close()
    for (const [stream, { count }] of streams) reportWritten(stream, count, 'written')
  }
  fields.report('written unchanged')
}

function openingsOf(stream: string): string[] {
  const name = JSON.stringify(stream)
  return [`{"type":"RECORD","stream":${name},"record":`, `{"type": "RECORD", "stream": ${name}, "record": `]
}

/** The only key that may follow the record. */
const TIME_EXTRACTED = /,\s*"time_extracted"\s*:\s*(?:null|"[^"\\]*")\s*\}$/

/** Returns the record's original bytes if the form of the line proves where they are; else serialises it again. */
function recordText(line: string, message: SingerMessage, openings: readonly string[]): string {
  const opening = openings.find((start) => line.startsWith(start))
  const end = opening === undefined ? undefined : endOfRecord(line, opening.length, message.body)
  if (opening !== undefined && end !== undefined) return line.slice(opening.length, end)
  return JSON.stringify(parseMessage(line, message.line)?.body['record'])
}

/** Whether a name might be hidden behind an escaped ASCII letter. */
const hidesLetters = (line: string, start: number): boolean =>
  line.includes('\\u00', start) && /\\u00[4-7]/.test(line.slice(start))

/**
 * Returns where the record that begins at `start` as the third member ends. The line is valid JSON and ends with the
 * last brace of the message; a repeated name would be a member that the parsed body does not show.
 */
function endOfRecord(line: string, start: number, body: Record<string, unknown>): number | undefined {
  const members = Object.keys(body).length
  if (line.includes('"record"', start) || hidesLetters(line, start)) return undefined
  if (members === 3) return line.endsWith('}}') ? line.length - 1 : undefined
  if (members !== 4) return undefined
  const name = line.indexOf('"time_extracted"', start)
  if (name === -1 || line.includes('"time_extracted"', name + 1)) return undefined
  const comma = line.lastIndexOf(',', name)
  return line[comma - 1] === '}' && TIME_EXTRACTED.test(line.slice(comma)) ? comma : undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetJsonl, work)
