import { sql } from 'kysely'

import type { LogLevel, LogLine, LogSource } from '@flx/shared/execution'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/execution-status'

import { withoutNul } from './folded-text.ts'
import type { LogChunkRow } from './schema.ts'
import type { Trx } from './writer.ts'

/** A chunk takes more lines until its text is this long (characters); then the next one begins. */
const CHUNK_CHARACTERS = 65_536

/** Number of the last stored line of an execution, 0 for none. */
export async function lastLineOf(db: Pick<Trx, 'selectFrom'>, executionId: string): Promise<number> {
  return (await lastChunk(db, executionId))?.last_line ?? 0
}

/**
 * Adds lines behind the last one: to the last chunk while it has room, then to new ones. Lines that are already there
 * are left out, so that a repeated append changes nothing. Throws when a line between is missing.
 */
export async function appendLines(trx: Trx, executionId: string, lines: readonly LogLine[]): Promise<void> {
  let open = await lastChunk(trx, executionId)
  const lastLine = open?.last_line ?? 0
  const fresh = lines.filter(({ line }) => line > lastLine)
  const first = fresh[0]
  if (first !== undefined && first.line !== lastLine + 1) {
    throw new Error(`Log line ${first.line} of execution ${executionId} does not follow line ${lastLine}.`)
  }
  for (let index = 0; index < fresh.length;) {
    const room = open === undefined ? 0 : CHUNK_CHARACTERS - open.size
    const part = takeLines(fresh, index, room > 0 ? room : CHUNK_CHARACTERS)
    if (open !== undefined && room > 0) await grow(trx, open, part)
    else await trx.insertInto('log_chunk').values(newChunk(executionId, part)).execute()
    index += part.count
    open = undefined
  }
}

/** The lines of a chunk. */
export function parseChunk(chunk: Pick<LogChunkRow, 'first_line' | 'body'>): LogLine[] {
  const lines = chunk.body.split('\n')
  lines.pop()
  return lines.map((text, index) => {
    const source = text.indexOf('\t') + 1
    const level = text.indexOf('\t', source) + 1
    const rest = text.indexOf('\t', level) + 1
    return {
      line: chunk.first_line + index,
      at: text.slice(0, source - 1),
      // `takeLines` wrote them, from the same unions.
      source: text.slice(source, level - 1) as LogSource,
      level: text.slice(level, rest - 1) as LogLevel,
      text: text.slice(rest).replaceAll(BREAK, '\n'),
    }
  })
}

/** Stands for a line break inside a text, which would tear the chunk. */
const BREAK = '\u001e'

interface Part {
  count: number
  firstLine: number
  lastLine: number
  body: string
  levelMask: number
  sourceMask: number
}

/** Lines from `start` on until they have that many characters; one at least. */
function takeLines(lines: readonly LogLine[], start: number, characters: number): Part {
  const part: Part = { count: 0, firstLine: 0, lastLine: 0, body: '', levelMask: 0, sourceMask: 0 }
  for (let index = start; index < lines.length && part.body.length < characters; index++) {
    const line = lines[index] as LogLine
    part.body += `${line.at}\t${line.source}\t${line.level}\t${storable(line.text)}\n`
    part.levelMask |= 1 << LOG_LEVELS.indexOf(line.level)
    part.sourceMask |= 1 << LOG_SOURCES.indexOf(line.source)
    if (part.count === 0) part.firstLine = line.line
    part.lastLine = line.line
    part.count++
  }
  return part
}

const storable = (text: string): string =>
  text.includes('\n') || text.includes('\0') ? withoutNul(text).replaceAll('\n', BREAK) : text

function newChunk(executionId: string, part: Part): LogChunkRow {
  return {
    execution_id: executionId,
    first_line: part.firstLine,
    last_line: part.lastLine,
    size: Buffer.byteLength(part.body),
    level_mask: part.levelMask,
    source_mask: part.sourceMask,
    body: part.body,
  }
}

type ChunkHead = Omit<LogChunkRow, 'body'>

async function grow(trx: Trx, chunk: ChunkHead, part: Part): Promise<void> {
  await trx
    .updateTable('log_chunk')
    .set({
      last_line: part.lastLine,
      size: chunk.size + Buffer.byteLength(part.body),
      level_mask: chunk.level_mask | part.levelMask,
      source_mask: chunk.source_mask | part.sourceMask,
      body: sql`body || ${part.body}`,
    })
    .where('execution_id', '=', chunk.execution_id)
    .where('first_line', '=', chunk.first_line)
    .execute()
}

function lastChunk(db: Pick<Trx, 'selectFrom'>, executionId: string): Promise<ChunkHead | undefined> {
  return db
    .selectFrom('log_chunk')
    .select(['execution_id', 'first_line', 'last_line', 'size', 'level_mask', 'source_mask'])
    .where('execution_id', '=', executionId)
    .orderBy('first_line', 'desc')
    .limit(1)
    .executeTakeFirst()
}
