import type { ExecutionStore } from '../../../../domain/executions/execution-store.ts'
import { changeEvent, rememberLast } from '../execution-events.ts'
import type { Writer } from '../../core/writer.ts'

/** Lets a worker hand back an execution that it cannot perform. */
export function executionHandBack(writer: Writer): Pick<ExecutionStore, 'handBack'> {
  return {
    async handBack(lease, logLines) {
      return writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('execution')
          .set({
            status: 'pending',
            started_at: null,
            worker: null,
            lease_token: null,
            lease_expires_at: null,
            log_lines: logLines,
          })
          .where('id', '=', lease.executionId)
          .where('status', '=', 'running')
          .where('lease_token', '=', lease.token)
          .where('cancel_requested_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return false
        await rememberLast(trx, row)
        emit(changeEvent(row))
        return true
      })
    },
  }
}
