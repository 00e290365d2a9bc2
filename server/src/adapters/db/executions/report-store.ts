import { totalsOf, type StreamCount } from '@flx/shared/executions/execution'

import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import type { ReportStore } from '../../../domain/executions/reports/report-store.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { appendLines, lastLineOf } from '../logs/log-chunks.ts'
import { changeEvent, rememberLast } from './execution-events.ts'
import { executionRecord, totalColumns } from './execution-rows.ts'
import { insertPending } from './queue/insert-execution.ts'

/** Stores reported executions: guarded by the reporter's key, as those of a worker are by its lease. */
export function createReportStore(writer: Writer, secretBox: SecretBox): ReportStore {
  const lockRow = (trx: Trx, id: string) =>
    trx
      .selectFrom('execution')
      .selectAll()
      .where('id', '=', id)
      .$if(writer.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst()
  const reportedExecution = async (db: Pick<Trx, 'selectFrom'>, row: ExecutionRow) => ({
    execution: executionRecord(row, secretBox),
    lastLine: await lastLineOf(db, row.id),
  })

  return {
    async start({ execution, lease, startedAt, leaseExpiresAt, ...report }, note) {
      return writer.change(async (trx, emit, audit) => {
        if ((await lockRow(trx, execution.id)) !== undefined) return { outcome: 'known' }
        const inserted = await insertPending(trx, emit, execution, secretBox)
        if ('unfinishedId' in inserted) return { outcome: 'unfinished', unfinishedId: inserted.unfinishedId }
        if (inserted.archived) throw new StoreRefusal('archived')
        const row = await trx
          .updateTable('execution')
          .set({
            status: 'running',
            started_at: startedAt,
            worker: report.worker,
            lease_token: lease.token,
            lease_expires_at: leaseExpiresAt,
            steps: toJson(report.steps),
            counts: 'unknown',
            state_before: toJson(report.stateBefore),
            state_after: toJson(report.stateBefore),
            log_lines: report.firstLine.line,
          })
          .where('id', '=', execution.id)
          .returningAll()
          .executeTakeFirstOrThrow()
        await appendLines(trx, execution.id, [report.firstLine])
        await rememberLast(trx, row)
        emit(changeEvent(row))
        audit(note)
        return { outcome: 'started' }
      })
    },

    async find(id) {
      const row = await writer.db.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : reportedExecution(writer.db, row)
    },

    async append(lease, lines, count, leaseExpiresAt) {
      return writer.change(async (trx) => {
        const before = await lockRow(trx, lease.executionId)
        if (before?.status !== 'running' || before.lease_token !== lease.token) return undefined
        const lastLine = await lastLineOf(trx, before.id)
        const newLines = lines.filter(({ line }) => line > lastLine)
        const isNext = newLines[0] !== undefined && newLines[0].line === lastLine + 1
        if (isNext) await appendLines(trx, before.id, newLines)
        const row = await trx
          .updateTable('execution')
          .set({ lease_expires_at: leaseExpiresAt, ...(isNext && countColumns(before)) })
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow()
        return reportedExecution(trx, row)

        function countColumns({ id, streams }: ExecutionRow) {
          const stored = rowReader('execution', id).array<StreamCount>('streams', streams, 'object')
          const updated = count(stored, newLines)
          return {
            ...totalColumns(totalsOf(updated)),
            counts: updated.length === 0 ? 'unknown' : 'reported',
            streams: toJson(updated),
            log_lines: newLines.at(-1)?.line ?? lastLine,
          }
        }
      })
    },
  }
}
