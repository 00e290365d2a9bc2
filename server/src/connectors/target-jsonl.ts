import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { log, main, type Invocation } from './cli.ts'
import { targetJsonl } from './definitions.ts'
import { parseMessage, readLines, readRecord, readSchema, type StreamSchema } from './singer-input.ts'

const FLUSH_AT = 256 * 1024

async function work({ settings }: Invocation): Promise<void> {
  const folder = String(settings['destination_path'] ?? '.') || '.'
  mkdirSync(folder, { recursive: true })
  const files = createFiles(folder, fileNamer(settings))
  const schemas = new Map<string, StreamSchema>()
  const counts = new Map<string, number>()
  let state: string | undefined
  process.once('SIGTERM', () => process.stdin.destroy())
  const confirm = (): void => {
    if (state === undefined) return
    files.sync()
    process.stdout.write(`${state}\n`)
    state = undefined
  }
  for await (const lines of untilStopped(readLines())) {
    for (const { text, line } of lines) {
      const message = parseMessage(text, line)
      if (message === null) continue
      const { type, stream, body } = message
      if (type === 'RECORD') {
        const record = readRecord(message, schemas.get(stream))
        files.write(stream, recordText(text, record))
        counts.set(stream, (counts.get(stream) ?? 0) + 1)
      } else if (type === 'SCHEMA') schemas.set(stream, readSchema(message))
      else if (type === 'STATE') state = JSON.stringify(body['value'] ?? null)
      else if (type === 'BATCH')
        log('WARNING', `A BATCH of stream "${stream}" was left out: batches are not supported`)
    }
    if (state !== undefined) confirm()
  }
  confirm()
  files.close()
  for (const [stream, count] of counts) log('INFO', `${stream}: ${count} records written`)
}

/** A stop ends the input; what was read until then is kept and confirmed. */
async function* untilStopped<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** The bytes of the record as they came, where the form of the line is known; else written anew. */
function recordText(line: string, record: Record<string, unknown>): string {
  const at = line.indexOf('"record":')
  // Only when nothing but the record follows it: then it reaches to the last brace but one.
  if (at !== -1 && line.startsWith('{"type":') && line.endsWith('}}') && line.indexOf('"stream":') < at) {
    const text = line.slice(at + 9, -1).trim()
    if (text.startsWith('{') && line.lastIndexOf('},"') < at && line.lastIndexOf('}, "') < at) return text
  }
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint'
      ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
      : value,
  )
}

function fileNamer(settings: Record<string, unknown>): (stream: string) => string {
  const custom = typeof settings['custom_name'] === 'string' ? settings['custom_name'] : ''
  const time =
    settings['do_timestamp_file'] === true ? `-${new Date().toISOString().replaceAll(/[:.]/g, '')}` : ''
  return (stream) => `${safeName(custom === '' ? stream : custom)}${time}.jsonl`
}

/** A file name for any stream: what could leave the folder or collide is replaced and marked by a hash. */
function safeName(stream: string): string {
  const safe = stream
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 150)
  if (safe === stream && safe !== '') return safe
  return `${safe}-${createHash('sha256').update(stream).digest('hex').slice(0, 8)}`
}

function createFiles(folder: string, nameOf: (stream: string) => string) {
  const open = new Map<string, { fd: number; pieces: string[]; size: number; dirty: boolean }>()
  const flush = (file: { fd: number; pieces: string[]; size: number; dirty: boolean }): void => {
    if (file.size === 0) return
    const bytes = Buffer.from(file.pieces.join(''))
    for (let at = 0; at < bytes.length;) at += writeSync(file.fd, bytes, at)
    file.pieces = []
    file.size = 0
    file.dirty = true
  }
  return {
    write(stream: string, text: string): void {
      const name = nameOf(stream)
      let file = open.get(name)
      if (file === undefined) {
        file = { fd: openSync(join(folder, name), 'a'), pieces: [], size: 0, dirty: false }
        open.set(name, file)
      }
      file.pieces.push(text, '\n')
      file.size += text.length + 1
      if (file.size >= FLUSH_AT) flush(file)
    },
    /** Everything written so far is on the disk. */
    sync(): void {
      for (const file of open.values()) {
        flush(file)
        if (file.dirty) fsyncSync(file.fd)
        file.dirty = false
      }
    },
    close(): void {
      for (const file of open.values()) {
        flush(file)
        closeSync(file.fd)
      }
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(targetJsonl, work)
