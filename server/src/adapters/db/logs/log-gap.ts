import type { LogLine, LogQuery } from '@flx/shared/logs/log'

import { LOG_WORDS } from '../../../domain/executions/log-words.ts'
import type { LogGapRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

/** The lines of a log that are not kept: in the middle of a log that was too long, or all lines of an old one. */
export type LogGap = Pick<LogGapRow, 'first_line' | 'last_line' | 'bytes'>

/** Returns the gap of a log, undefined if the log is complete. */
export const logGap = (
  db: Pick<Trx, 'selectFrom'>,
  executionId: string,
): Promise<(LogGap & { at: string }) | undefined> =>
  db
    .selectFrom('log_gap')
    .innerJoin('execution', 'execution.id', 'log_gap.execution_id')
    .select(['first_line', 'last_line', 'bytes', 'execution.queued_at as at'])
    .where('execution_id', '=', executionId)
    .executeTakeFirst()

/** Creates the line that replaces the gap, with the number of its last line. */
export const gapLine = ({ first_line: first, last_line: last, at }: LogGap & { at: string }): LogLine => ({
  line: last,
  at,
  source: 'system',
  level: 'warning',
  text: LOG_WORDS.gap(first, last),
})

interface LineRange {
  from: number
  to: number
  /** The end to keep if the text is too long for one page. */
  keep: 'first' | 'last'
  /** The line of the gap goes before it. */
  marked: boolean
}

/**
 * Returns the lines of a page. A page ends at a gap. Upwards, the line of the gap is the first of its page, and the
 * next page ends with the last line before the gap. Downwards, a page ends before the gap, and the next one starts with
 * the line of the gap.
 */
export function pageRange(
  { after, before, limit }: Pick<LogQuery, 'after' | 'before' | 'limit'>,
  lastLine: number,
  gap: LogGap | undefined,
): LineRange {
  const { first_line: first, last_line: last } = gap ?? { first_line: Infinity, last_line: -1 }
  const inGap = (line: number) => line >= first && line <= last
  const end = Math.min(before ?? lastLine + 1, lastLine + 1)
  if (after === undefined) {
    const to = inGap(end - 1) && end <= last ? first - 1 : end - 1
    const from = Math.max(1, to + 1 - limit)
    const includesGap = from <= last && last <= to
    return { from: includesGap ? last + 1 : from, to, keep: 'last', marked: includesGap }
  }
  const from = after + 1
  if (inGap(from)) return { from: last + 1, to: Math.min(last + limit, end - 1), keep: 'first', marked: true }
  const to = Math.min(from + limit, end) - 1
  return { from, to: from < first ? Math.min(to, first - 1) : to, keep: 'first', marked: false }
}

/** How many chunks one call removes at most. */
const MAX_CHUNKS = 64

/**
 * Removes whole chunks after a line, oldest first, until `bytes` are freed; never the last chunk. Returns the bytes
 * removed.
 */
export async function dropChunks(
  trx: Trx,
  executionId: string,
  line: number,
  bytes: number,
): Promise<number> {
  const found = await trx
    .selectFrom('log_chunk')
    .select(['first_line', 'last_line', 'size'])
    .where('execution_id', '=', executionId)
    .where('first_line', '>', line)
    .orderBy('first_line')
    .limit(MAX_CHUNKS + 1)
    .execute()
  let removed = 0
  const removable = found.slice(0, -1).filter(({ size }) => removed < bytes && (removed += size) > 0)
  const [first] = removable
  const last = removable.at(-1)
  if (first === undefined || last === undefined) return 0
  await trx
    .deleteFrom('log_chunk')
    .where('execution_id', '=', executionId)
    .where('first_line', '>=', first.first_line)
    .where('first_line', '<=', last.first_line)
    .execute()
  await trx
    .insertInto('log_gap')
    .values({
      execution_id: executionId,
      first_line: first.first_line,
      last_line: last.last_line,
      bytes: removed,
    })
    .onConflict((conflict) =>
      conflict.column('execution_id').doUpdateSet(({ eb, ref }) => ({
        last_line: last.last_line,
        bytes: eb(ref('log_gap.bytes'), '+', removed),
      })),
    )
    .execute()
  return removed
}
