import type { LogLine } from '@flx/shared/logs/log'

import type { LogStore } from '../../../domain/executions/execution-store.ts'
import { holdsLeaseShared } from '../core/lease-guard.ts'
import { appendLines, lastLineOf, parseChunk } from './log-chunks.ts'
import { isFiltered, searchLog } from './log-search.ts'
import { dropChunks, gapLine, logGap, pageRange } from './log-gap.ts'
import { levelCounts } from './log-levels.ts'
import { searchLogs } from './logs-search.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'

/** How many chunks one read of a download takes. */
const STREAM_CHUNKS = 16
/** How much text one page reads at most. Lines can be long, and a page can then be shorter than requested. */
const PAGE_BYTES = 4 * 1024 * 1024

/**
 * Stores log lines in chunks of text: one row holds some hundred lines, so that a page reads a few rows and a search
 * can scan the text directly. Small appends extend the last chunk; a full chunk is never changed.
 */
export function createLogStore(writer: Writer, reader: Reader): LogStore {
  const { db } = writer
  return {
    async append(lease, lines) {
      return writer.change(async (trx) => {
        if (!(await holdsLeaseShared(trx, writer.dialect, lease))) return false
        await appendLines(trx, lease.executionId, lines)
        return true
      })
    },

    async page(executionId, query) {
      if (isFiltered(query)) return searchLog(reader, writer.dialect, executionId, query)
      const gap = await logGap(db, executionId)
      const lastLine = Math.max(await lastLineOf(db, executionId), gap?.last_line ?? 0)
      const { from, to, keep, marked: includesGap } = pageRange(query, lastLine, gap)
      const lines = await read(executionId, from, to, keep)
      // A page that is too full to reach back to the gap leaves it to the next page.
      const reachesGap = lines.length === 0 || lines[0]?.line === from
      return {
        lines: gap !== undefined && includesGap && reachesGap ? [gapLine(gap), ...lines] : lines,
        lastLine,
      }
    },

    levels: (executionId) => levelCounts(db, executionId),

    find: (executionIds, query, signal) => searchLogs(reader, writer.dialect, executionIds, query, signal),

    async dropAfter(lease, line, bytes) {
      return writer.change(async (trx) =>
        (await holdsLeaseShared(trx, writer.dialect, lease))
          ? dropChunks(trx, lease.executionId, line, bytes)
          : 0,
      )
    },

    async *stream(executionId) {
      let gap = await logGap(db, executionId)
      for (let after = 0; ;) {
        const chunks = await db
          .selectFrom('log_chunk')
          .select(['execution_id', 'first_line', 'last_line', 'body'])
          .where('execution_id', '=', executionId)
          .where('first_line', '>', after)
          .orderBy('first_line')
          .limit(STREAM_CHUNKS)
          .execute()
        const last = chunks.at(-1)
        if (last === undefined) {
          if (gap !== undefined) yield [gapLine(gap)]
          return
        }
        for (const chunk of chunks) {
          if (gap !== undefined && chunk.first_line > gap.last_line) {
            yield [gapLine(gap)]
            gap = undefined
          }
          yield parseChunk(chunk)
        }
        after = last.last_line
      }
    },
  }

  /** Reads the lines from..to; if their text is too long, only the first or the last of them. */
  async function read(
    executionId: string,
    from: number,
    to: number,
    keep: 'first' | 'last',
  ): Promise<LogLine[]> {
    if (from > to) return []
    const chunks = db.selectFrom('log_chunk').where('execution_id', '=', executionId)
    const heads = await chunks
      .select(['first_line', 'size'])
      .where('first_line', '<=', to)
      .where('first_line', '>=', (chunk) =>
        // The chunk that contains `from`; found by the key, however long the log is.
        chunk
          .selectFrom('log_chunk as start')
          .select('start.first_line')
          .where('start.execution_id', '=', executionId)
          .where('start.first_line', '<=', from)
          .orderBy('start.first_line', 'desc')
          .limit(1),
      )
      .orderBy('first_line', keep === 'first' ? 'asc' : 'desc')
      .execute()
    let room = PAGE_BYTES
    const wanted = heads.filter(({ size }, index) => (room -= size) >= 0 || index === 0)
    const firstLines = wanted.map((head) => head.first_line)
    if (firstLines.length === 0) return []
    const rows = await chunks
      .select(['execution_id', 'first_line', 'last_line', 'body'])
      .where('first_line', '>=', Math.min(...firstLines))
      .where('first_line', '<=', Math.max(...firstLines))
      .orderBy('first_line')
      .execute()
    return rows.flatMap((row) => parseChunk(row)).filter(({ line }) => line >= from && line <= to)
  }
}
