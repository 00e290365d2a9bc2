import type { LogLevel, LogLine, LogSource } from '@flx/shared/execution'

import { AppError } from '../../domain/errors.ts'
import type { LogStore } from '../../domain/ports.ts'
import type { LogChunkRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** A chunk takes more lines until its text is this long (characters); then the next one begins. */
const CHUNK_CHARACTERS = 65_536
/** Chunks that one read of a download takes. */
const STREAM_CHUNKS = 16

/**
 * Log lines in chunks of text: one row for some hundred lines, so that a page reads a few rows and a search can scan
 * the text as it is. Small appends grow the last chunk; a full one is never touched again.
 */
export function createLogStore(writer: Writer): LogStore {
  const { db } = writer
  return {
    async append(lease, lines) {
      if (lines.length === 0) return true
      return writer.change(async (trx) => {
        const held = await trx
          .updateTable('execution')
          .set({ log_lines: lines.at(-1)?.line ?? 0 })
          .where('id', '=', lease.executionId)
          .where('status', '=', 'running')
          .where('lease_token', '=', lease.token)
          .executeTakeFirst()
        if (held.numUpdatedRows === 0n) return false
        await write(trx, lease.executionId, lines)
        return true
      })
    },

    async appendSystem(executionId, entries) {
      return writer.change(async (trx) => {
        const last = await lastChunk(trx, executionId)
        const first = (last?.last_line ?? 0) + 1
        const lines = entries.map((entry, index) => ({
          ...entry,
          line: first + index,
          source: 'system' as const,
        }))
        await write(trx, executionId, lines)
        const lastLine = first + entries.length - 1
        await trx
          .updateTable('execution')
          .set({ log_lines: lastLine })
          .where('id', '=', executionId)
          .execute()
        return lastLine
      })
    },

    async page(executionId, { after, before, limit }) {
      const last = await lastChunk(db, executionId)
      const lastLine = last?.last_line ?? 0
      const from =
        after === undefined ? Math.max(1, Math.min(before ?? lastLine + 1, lastLine + 1) - limit) : after + 1
      const to = after === undefined ? Math.min((before ?? lastLine + 1) - 1, lastLine) : after + limit
      const chunks = await db
        .selectFrom('log_chunk')
        .selectAll()
        .where('execution_id', '=', executionId)
        .where('last_line', '>=', from)
        .where('first_line', '<=', to)
        .orderBy('first_line')
        .execute()
      const lines = chunks.flatMap(parseChunk).filter(({ line }) => line >= from && line <= to)
      return { lines, lastLine }
    },

    async *stream(executionId) {
      let after = 0
      for (;;) {
        const chunks = await db
          .selectFrom('log_chunk')
          .selectAll()
          .where('execution_id', '=', executionId)
          .where('first_line', '>', after)
          .orderBy('first_line')
          .limit(STREAM_CHUNKS)
          .execute()
        const last = chunks.at(-1)
        if (last === undefined) return
        for (const chunk of chunks) yield parseChunk(chunk)
        after = last.last_line
      }
    },
  }
}

async function write(trx: Trx, executionId: string, lines: readonly LogLine[]): Promise<void> {
  const last = await lastChunk(trx, executionId)
  const first = lines[0]
  if (first !== undefined && first.line !== (last?.last_line ?? 0) + 1) {
    throw new AppError(
      'unavailable',
      `Log line ${first.line} of execution ${executionId} does not follow line ${last?.last_line ?? 0}.`,
    )
  }
  let open = last !== undefined && last.body.length < CHUNK_CHARACTERS ? last : undefined
  let stored = open !== undefined
  let dirty = false
  const flush = async (): Promise<void> => {
    if (open === undefined || !dirty) return
    if (stored) {
      await trx
        .updateTable('log_chunk')
        .set({ last_line: open.last_line, body: open.body })
        .where('execution_id', '=', executionId)
        .where('first_line', '=', open.first_line)
        .execute()
    } else await trx.insertInto('log_chunk').values(open).execute()
  }
  for (const line of lines) {
    if (open !== undefined && open.body.length >= CHUNK_CHARACTERS) {
      await flush()
      open = undefined
    }
    if (open === undefined) {
      open = { execution_id: executionId, first_line: line.line, last_line: line.line, body: '' }
      stored = false
    }
    open = { ...open, last_line: line.line, body: open.body + format(line) }
    dirty = true
  }
  await flush()
}

function lastChunk(db: Pick<Trx, 'selectFrom'>, executionId: string): Promise<LogChunkRow | undefined> {
  return db
    .selectFrom('log_chunk')
    .selectAll()
    .where('execution_id', '=', executionId)
    .orderBy('first_line', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** A line break or NUL inside a text would tear the chunk or be refused by PostgreSQL. */
const format = (line: LogLine): string =>
  `${line.at}\t${line.source}\t${line.level}\t${line.text.replaceAll('\n', '\u2028').replaceAll('\0', '\u2400')}\n`

function parseChunk(chunk: LogChunkRow): LogLine[] {
  const lines = chunk.body.split('\n')
  lines.pop()
  return lines.map((text, index) => {
    const [at = '', source = '', level = '', ...rest] = text.split('\t')
    return {
      line: chunk.first_line + index,
      at,
      source: source as LogSource,
      level: level as LogLevel,
      text: rest.join('\t'),
    }
  })
}
