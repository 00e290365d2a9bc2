import { sql } from 'kysely'

import type { LogLevel, LogLine, LogSource } from '@flx/shared/logs/log'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/executions/execution-status'

import { LOG_WORDS } from '../../../domain/executions/log-words.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import { rowReader } from '../core/rows/json.ts'
import type { LogChunkRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'
import { countLevels } from './log-levels.ts'

/** A chunk is full at this many characters; then the next one starts. */
const CHUNK_CHARACTERS = 65_536

/** Returns the number of the last stored line of an execution, 0 if it has none. */
export async function lastLineOf(db: Pick<Trx, 'selectFrom'>, executionId: string): Promise<number> {
  return (await lastChunk(db, executionId))?.last_line ?? 0
}

/**
 * Adds lines after the last one: to the last chunk while it has room, then to new chunks. Lines already stored are left
 * out, so that a repeated append changes nothing. Throws if a line in between is missing.
 */
export async function appendLines(trx: Trx, executionId: string, lines: readonly LogLine[]): Promise<void> {
  let chunk = await lastChunk(trx, executionId)
  const lastLine = chunk?.last_line ?? 0
  const newLines = lines.filter(({ line }) => line > lastLine)
  const first = newLines[0]
  if (first !== undefined && first.line !== lastLine + 1) {
    throw new Error(`Log line ${first.line} of execution ${executionId} does not follow line ${lastLine}.`)
  }
  for (let index = 0; index < newLines.length;) {
    const room = chunk === undefined ? 0 : CHUNK_CHARACTERS - chunk.size
    const part = takeLines(newLines, index, room > 0 ? room : CHUNK_CHARACTERS)
    if (chunk !== undefined && room > 0) await appendToChunk(trx, chunk, part)
    else await trx.insertInto('log_chunk').values(newChunk(executionId, part)).execute()
    index += part.count
    chunk = undefined
  }
  await countLevels(trx, executionId, newLines)
}

/** Parses the lines of a chunk. Damaged lines keep their number and get a text that says so. */
export function parseChunk(
  chunk: Pick<LogChunkRow, 'execution_id' | 'first_line' | 'last_line' | 'body'>,
): LogLine[] {
  const lines = chunk.body.split('\n')
  lines.pop()
  const count = chunk.last_line - chunk.first_line + 1
  let damaged = lines.length === count ? 0 : 1
  const parsed = Array.from({ length: count }, (_, index) => {
    const line = parseLine(chunk.first_line + index, lines[index] ?? '')
    if (line === undefined) damaged++
    return line ?? { ...DAMAGED_LINE, line: chunk.first_line + index }
  })
  if (damaged > 0) {
    const key = `${chunk.execution_id} from line ${chunk.first_line}`
    rowReader('log_chunk', key).report('body', 'It is not log lines.')
  }
  return parsed
}

function parseLine(line: number, text: string): LogLine | undefined {
  const source = text.indexOf('\t') + 1
  const level = text.indexOf('\t', source) + 1
  const rest = text.indexOf('\t', level) + 1
  const parsed = {
    line,
    at: text.slice(0, source - 1),
    source: text.slice(source, level - 1) as LogSource,
    level: text.slice(level, rest - 1) as LogLevel,
    text: text.slice(rest).replaceAll(BREAK, '\n'),
  }
  const isValid = rest > 0 && LOG_SOURCES.includes(parsed.source) && LOG_LEVELS.includes(parsed.level)
  return isValid ? parsed : undefined
}

const DAMAGED_LINE = {
  at: new Date(0).toISOString(),
  source: 'system',
  level: 'warning',
  text: LOG_WORDS.damaged,
} as const

/** Replaces a line break within a text, which would break up the chunk. */
const BREAK = '\u001e'

interface Part {
  count: number
  firstLine: number
  lastLine: number
  body: string
  levelMask: number
  sourceMask: number
}

/** Takes lines from `start` until they reach `characters`; at least one. */
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

async function appendToChunk(trx: Trx, chunk: ChunkHead, part: Part): Promise<void> {
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
