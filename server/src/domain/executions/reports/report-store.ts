import type { StreamCount } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLine } from '@flx/shared/logs/log'
import type { Json } from '@flx/shared/json/json'

import type { AuditNote } from '../../access/audit-log.ts'
import type { ExecutionRecord } from '../../core/records.ts'
import type { Lease, NewExecution } from '../execution-store.ts'

/** The progress of a report. */
export interface ReportedExecution {
  execution: ExecutionRecord
  lastLine: number
}

/** The facts known when a reported execution starts. */
interface NewReport {
  execution: NewExecution
  /** The reporter's key is the lease token: it guards every write of the report. */
  lease: Lease
  leaseExpiresAt: string
  startedAt: string
  /** The machine that runs it. */
  worker: string
  steps: Step[]
  stateBefore: Json
  firstLine: LogLine
}

/** Executions that run elsewhere and are reported here. */
export interface ReportStore {
  /**
   * Adds a running execution. Returns the id of the unfinished one if the pipeline has another one; `known` if it
   * has already been added. Throws StoreRefusal `archived`.
   */
  start(
    report: NewReport,
    note: AuditNote,
  ): Promise<{ outcome: 'started' | 'known' } | { outcome: 'unfinished'; unfinishedId: string }>
  find(id: string): Promise<ReportedExecution | undefined>
  /**
   * Appends the lines after the last one, updates the counts and renews the lease, in one transaction. Skips lines that are
   * already stored; stores none if a line in between is missing. Undefined if the lease is lost.
   */
  append(
    lease: Lease,
    lines: readonly LogLine[],
    count: (streams: StreamCount[], fresh: readonly LogLine[]) => StreamCount[],
    leaseExpiresAt: string,
  ): Promise<ReportedExecution | undefined>
}
