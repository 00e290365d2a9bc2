import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { LogLine, LogPage, LogQuery } from '@flx/shared/logs/log'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/executions/execution-status'

import { lastLineOf, parseChunk } from './log-chunks.ts'
import type { Reader } from '../core/reader.ts'

/** How many chunks one step considers, without their text. */
const STEP_CHUNKS = 500
/** How many chunks one read takes with their text. */
const READ_CHUNKS = 16
/** How much text one request searches; the answer then reports how far it got. */
const SEARCHED_BYTES = 512 * 1024 * 1024

/** True if the query asks for some of the lines only. */
export const isFiltered = ({ search, level, source }: LogQuery): boolean =>
  level !== undefined || source !== undefined || (search ?? '') !== ''

/**
 * Returns the lines that match, from the end backwards, or forwards with `after`. Chunks without a requested level or
 * source are skipped by their masks; the database compares the text, outside the server's thread.
 */
export async function searchLog(
  reader: Reader,
  dialect: 'sqlite' | 'postgres',
  executionId: string,
  query: LogQuery,
  maxBytes = SEARCHED_BYTES,
): Promise<LogPage> {
  const { db } = reader
  const lastLine = await lastLineOf(db, executionId)
  const forwards = query.after !== undefined
  const matches = matcher(query)
  const text = query.search === undefined ? null : plainPart(query.search)
  const levels = maskOf(LOG_LEVELS, query.level)
  const sources = maskOf(LOG_SOURCES, query.source)
  const found: LogLine[] = []
  let from = forwards ? (query.after ?? 0) + 1 : (query.before ?? lastLine + 1) - 1
  let remaining = maxBytes
  let isDone = false

  const chunks = () =>
    db
      .selectFrom('log_chunk')
      .where('execution_id', '=', executionId)
      .where(sql<SqlBool>`level_mask & ${levels} <> 0`)
      .where(sql<SqlBool>`source_mask & ${sources} <> 0`)
      .where(forwards ? 'last_line' : 'first_line', forwards ? '>=' : '<=', from)
      .orderBy('first_line', forwards ? 'asc' : 'desc')

  while (!isDone && found.length < query.limit && remaining > 0) {
    const heads = await reader.read(
      chunks().select(['first_line', 'last_line', 'size']).limit(STEP_CHUNKS).compile(),
    )
    const farthest = heads.at(-1)
    if (farthest === undefined) {
      isDone = true
      break
    }
    let rows = chunks()
      .select(['execution_id', 'first_line', 'last_line', 'body'])
      .where('first_line', forwards ? '<=' : '>=', farthest.first_line)
      .limit(READ_CHUNKS)
    if (text !== null) rows = rows.where(bodyHas(text, dialect))
    const read = await reader.read(rows.compile())
    for (const chunk of read) {
      const lines = parseChunk(chunk).filter(
        (line) => matches(line) && (forwards ? line.line >= from : line.line <= from),
      )
      for (const line of forwards ? lines : lines.reverse()) if (found.length < query.limit) found.push(line)
      if (found.length >= query.limit) break
    }
    // A full read might have left out chunks of this step; otherwise the whole step was searched.
    const reached = read.length === READ_CHUNKS ? (read.at(-1) ?? farthest) : farthest
    const searched = heads.filter(({ first_line: line }) =>
      forwards ? line <= reached.first_line : line >= reached.first_line,
    )
    remaining -= searched.reduce((sum, { size }) => sum + size, 0)
    from = forwards ? reached.last_line + 1 : reached.first_line - 1
    isDone = from < 1 || from > lastLine
  }
  const last = found.at(-1)
  const isFull = found.length >= query.limit && last !== undefined
  return {
    lines: forwards ? found : found.reverse(),
    lastLine,
    searchedTo: isFull ? last.line : isDone ? null : forwards ? from - 1 : from + 1,
  }
}

/** Builds the condition that a chunk contains a text, regardless of case. */
export function bodyHas(text: string, dialect: 'sqlite' | 'postgres'): RawBuilder<SqlBool> {
  const operator = sql.raw(dialect === 'sqlite' ? 'like' : 'ilike')
  return sql`body ${operator} ${`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`} escape '\\'`
}

/** Returns a test for the lines that a query asks for. */
export function matcher({
  search,
  level,
  source,
}: Pick<LogQuery, 'search' | 'level' | 'source'>): (line: LogLine) => boolean {
  const wanted = search?.toLowerCase() ?? ''
  return (line) =>
    (level === undefined || level.includes(line.level)) &&
    (source === undefined || source.includes(line.source)) &&
    (wanted === '' || line.text.toLowerCase().includes(wanted))
}

/** Returns the longest part of a search that both dialects compare without regard to case: ASCII. */
export function plainPart(search: string): string | null {
  // oxlint-disable-next-line no-control-regex
  const parts = search.match(/[\x20-\x7e]+/g) ?? []
  return parts.toSorted((a, b) => b.length - a.length)[0] ?? null
}

/** Returns the bits of the requested values in the mask of a chunk. */
export function maskOf<V extends string>(all: readonly V[], wanted: readonly V[] | undefined): number {
  return (wanted ?? all).reduce((mask, value) => mask | (1 << all.indexOf(value)), 0)
}
