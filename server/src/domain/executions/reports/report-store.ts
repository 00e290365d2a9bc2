import type { StreamCount } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLine } from '@flx/shared/logs/log'
import type { Json } from '@flx/shared/json/json'

import type { AuditNote } from '../../access/audit-log.ts'
import type { ExecutionRecord } from '../../core/records.ts'
import type { Lease, NewExecution } from '../execution-store.ts'

/** Where a report stands. */
export interface ReportedExecution {
  execution: ExecutionRecord
  lastLine: number
}

/** What becomes known when a reported execution starts. */
interface NewReport {
  execution: NewExecution
  /** The reporter's key is the lease: every write of the report is guarded by it. */
  lease: Lease
  leaseExpiresAt: string
  startedAt: string
  /** The machine on which it runs. */
  worker: string
  steps: Step[]
  stateBefore: Json
  firstLine: LogLine
}

/** Executions that run elsewhere and are reported here. */
export interface ReportStore {
  /**
   * Adds a running execution. The id of the unfinished one when the pipeline has another one (decision 1); `known` when
   * it is there already. Throws StoreRefusal `archived`.
   */
  start(
    report: NewReport,
    note: AuditNote,
  ): Promise<{ outcome: 'started' | 'known' } | { outcome: 'unfinished'; unfinishedId: string }>
  find(id: string): Promise<ReportedExecution | undefined>
  /**
   * Stores the lines that follow the last one, with what they count, and renews the lease, in one transaction. Lines
   * that are there already are left out; none is stored when one between is missing. Undefined when the lease is lost.
   */
  append(
    lease: Lease,
    lines: readonly LogLine[],
    count: (streams: StreamCount[], fresh: readonly LogLine[]) => StreamCount[],
    leaseExpiresAt: string,
  ): Promise<ReportedExecution | undefined>
}
