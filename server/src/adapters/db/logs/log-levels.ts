import { sql, type SqlBool } from 'kysely'

import type { LogLevelCounts, LogLine } from '@flx/shared/logs/log'
import { LOG_LEVELS } from '@flx/shared/executions/execution-status'

import type { Trx } from '../core/writer.ts'

/** Warnings and errors, in the mask of a chunk. */
const COUNTED_MASK = (1 << LOG_LEVELS.indexOf('warning')) | (1 << LOG_LEVELS.indexOf('error'))

/**
 * Adds lines that were just stored to the counts of their log. Most appends contain neither warnings nor errors: no
 * write.
 */
export async function countLevels(trx: Trx, executionId: string, lines: readonly LogLine[]): Promise<void> {
  const countOf = (wanted: LogLine['level']) => lines.filter(({ level }) => level === wanted).length
  const [warnings, errors] = [countOf('warning'), countOf('error')]
  if (warnings + errors === 0) return
  await trx
    .insertInto('log_level_count')
    .values({ execution_id: executionId, warnings, errors })
    .onConflict((conflict) =>
      conflict.column('execution_id').doUpdateSet(({ eb, ref }) => ({
        warnings: eb(ref('log_level_count.warnings'), '+', warnings),
        errors: eb(ref('log_level_count.errors'), '+', errors),
      })),
    )
    .execute()
}

/**
 * Returns the number of warnings and errors that a log has ever had; null for a log that was written before they were
 * counted.
 */
export async function levelCounts(
  db: Pick<Trx, 'selectFrom'>,
  executionId: string,
): Promise<LogLevelCounts | null> {
  const counts = await db
    .selectFrom('log_level_count')
    .select(['warnings', 'errors'])
    .where('execution_id', '=', executionId)
    .executeTakeFirst()
  if (counts !== undefined) return counts
  const uncounted = await db
    .selectFrom('log_chunk')
    .select('first_line')
    .where('execution_id', '=', executionId)
    .where(sql<SqlBool>`level_mask & ${COUNTED_MASK} <> 0`)
    .limit(1)
    .executeTakeFirst()
  return uncounted === undefined ? { warnings: 0, errors: 0 } : null
}
