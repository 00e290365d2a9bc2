import { sql, type SqlBool } from 'kysely'

import type { RetentionLimits, Sweep, SweepCursor } from '../../../domain/operations/retention.ts'
import { IS_KEPT } from '../executions/kept-executions.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** Removes at most `limit` chunks of the logs of some executions, oldest lines first. */
export async function removeChunks(
  trx: Trx,
  executionIds: readonly string[],
  limit: number,
): Promise<{ count: number; bytes: number }> {
  const rows = await trx
    .selectFrom('log_chunk')
    .select(['execution_id', 'first_line', 'size'])
    .where('execution_id', 'in', executionIds)
    .orderBy('execution_id')
    .orderBy('first_line')
    .limit(limit)
    .execute()
  if (rows.length === 0) return { count: 0, bytes: 0 }
  await trx
    .deleteFrom('log_chunk')
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('execution_id', 'first_line'),
        'in',
        rows.map((row) => tuple(row.execution_id, row.first_line)),
      ),
    )
    .execute()
  return { count: rows.length, bytes: rows.reduce((sum, { size }) => sum + size, 0) }
}

/** How many executions one step reads. */
const MAX_EXECUTIONS = 200

/**
 * Removes the logs of executions that are themselves kept longer. The removed lines are recorded as a gap over the
 * whole log. Executions that the policy on executions never removes keep their logs, too.
 */
export async function sweepLogs(
  writer: Writer,
  { logsBefore }: RetentionLimits,
  cursor: SweepCursor,
  size: number,
): Promise<Sweep> {
  if (logsBefore === null) return { rows: 0, bytes: 0, next: null }
  const [at = '', id = ''] = cursor.split(' ')
  return writer.change(async (trx) => {
    const page = await trx
      .selectFrom('execution')
      .select(['id', 'queued_at', 'log_lines', sql<number>`${sql.raw(IS_KEPT)}`.as('kept')])
      .where(sql<SqlBool>`(queued_at, id) > (${at}, ${id})`)
      .where('queued_at', '<', logsBefore)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('log_chunk')
            .select('log_chunk.execution_id')
            .whereRef('log_chunk.execution_id', '=', 'execution.id'),
        ),
      )
      .orderBy('queued_at')
      .orderBy('id')
      .limit(Math.min(size, MAX_EXECUTIONS))
      .execute()
    const last = page.at(-1)
    if (last === undefined) return { rows: 0, bytes: 0, next: null }
    const nextCursor = `${last.queued_at} ${last.id}`
    // SQLite returns 0 or 1, PostgreSQL true or false.
    const removable = page.filter(({ kept }) => !kept)
    if (removable.length === 0) return { rows: 0, bytes: 0, next: nextCursor }
    const { count, bytes } = await removeChunks(
      trx,
      removable.map((execution) => execution.id),
      size,
    )
    const isComplete = count < size
    if (isComplete) await markGone(trx, removable)
    return { rows: isComplete ? removable.length : 0, bytes, next: isComplete ? nextCursor : cursor }
  })
}

/** Records that all lines are gone. The bytes of an earlier gap stay counted. */
async function markGone(trx: Trx, executions: readonly { id: string; log_lines: number }[]): Promise<void> {
  for (const { id, log_lines: lines } of executions) {
    if (lines === 0) continue
    await trx
      .insertInto('log_gap')
      .values({ execution_id: id, first_line: 1, last_line: lines, bytes: 0 })
      .onConflict((conflict) =>
        conflict.column('execution_id').doUpdateSet({ first_line: 1, last_line: lines }),
      )
      .execute()
  }
}
