import { createReadStream, existsSync } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { batchFiles, localBatchPath } from '@flx/shared/executions/batch-message'

import { ConnectorError } from '../cli.ts'
import { openUnprotected } from '../protection/protected-files.ts'
import { describeJsonFault } from './not-json.ts'
import { linesOf, type SingerMessage } from './singer-input.ts'

interface Batch {
  paths: string[]
  gzip: boolean
}

/**
 * Yields the records of a BATCH message as RECORD messages, with the lines that they were read from: JSON lines in
 * local files, optionally compressed with gzip. The files stay where they are, as with the loaders of the Meltano SDK.
 * Throws ConnectorError that names the line of the message, and the file.
 */
export async function* batchRecords(
  message: SingerMessage,
  parse: (text: string) => unknown,
  stop: AbortSignal,
): AsyncGenerator<{ text: string; record: SingerMessage }[]> {
  const { paths, gzip } = readBatch(message)
  for (const path of paths) {
    const placeOf = (line: number): string => `Line ${message.line}: line ${line} of the batch file ${path}`
    for await (const lines of linesOf(bytesOf(path, gzip, message.line), { stop, where: placeOf })) {
      yield lines
        .filter(({ text }) => text.trim() !== '')
        .map(({ text, line }) => ({
          text,
          record: { ...message, type: 'RECORD', body: { record: parsed(text, placeOf(line), parse) } },
        }))
    }
    if (stop.aborted) return
  }
}

function parsed(text: string, place: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch {
    throw new ConnectorError(`${place} ${describeJsonFault(text)}.`)
  }
}

function readBatch({ body, stream, line }: SingerMessage): Batch {
  const batch = batchFiles(body)
  if (batch === undefined) {
    throw new ConnectorError(`Line ${line}: the BATCH of stream "${stream}" has no "manifest" of file names.`)
  }
  const { manifest, format, compression } = batch
  if (format !== 'jsonl') {
    throw new ConnectorError(
      `Line ${line}: the BATCH of stream "${stream}" has the format ${JSON.stringify(format ?? null)}; only "jsonl" can be loaded. Set the format in the batch_config of the extractor.`,
    )
  }
  if (compression !== null && compression !== 'gzip') {
    throw new ConnectorError(
      `Line ${line}: the BATCH of stream "${stream}" is compressed with ${JSON.stringify(compression)}; only "gzip" and "none" can be loaded.`,
    )
  }
  return { paths: manifest.map((address) => localPath(address, line)), gzip: compression === 'gzip' }
}

function localPath(address: string, line: number): string {
  const path = localBatchPath(address)
  if (path === null) {
    throw new ConnectorError(`Line ${line}: the batch file ${address} cannot be read: only local files can.`)
  }
  return !existsSync(path) && path !== address ? decoded(path) : path
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function* bytesOf(path: string, gzip: boolean, line: number): AsyncGenerator<Buffer> {
  try {
    const file = createReadStream('', { fd: openUnprotected(path, 'r') })
    // An error of the file surfaces at the last stream.
    yield* gzip ? pipeline(file, createGunzip(), () => undefined) : file
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(
      `Line ${line}: the batch file ${path} cannot be read: ${(error as Error).message}.`,
    )
  }
}
