import type { CauseLink } from '@flx/shared/failures/cause-link'
import type {
  Assignee,
  CauseCounts,
  CauseListQuery,
  CausePipeline,
  FailureCause,
  FailureCauseList,
} from '@flx/shared/failures/failure-cause'
import type { List, Total } from '@flx/shared/core/list'

import type { CauseTriggers } from '@flx/shared/failures/likely-trigger'

import type { TriggerFacts } from './likely-trigger.ts'
import type { AuditNote } from '../access/audit-log.ts'

/** A pipeline that no longer fails: an execution of it succeeded, or it was archived. */
export interface Recovery {
  pipelineId: string
  at: string
  attempt: number
}

/** The causes of failures, counted in the transaction that ends an execution. */
export interface FailureStore {
  list(query: CauseListQuery): Promise<FailureCauseList>
  find(id: string): Promise<FailureCause | undefined>
  /** Counts of all causes by state. */
  counts(): Promise<CauseCounts>
  /** Counts the pipelines that failed and have not succeeded since, at most `limit`. */
  failingPipelines(limit: number): Promise<number>
  /** Counts the failed executions queued since `from`; a lower bound beyond the cap. */
  failedSince(from: string): Promise<Total>
  /** Lists the pipelines of a cause since it opened: failing ones first, then newest first. */
  pipelines(id: string, page: { cursor?: string | undefined; limit: number }): Promise<List<CausePipeline>>
  /** Returns the latest failed execution of each pipeline that still fails, at most `limit`. */
  failingExecutions(id: string, limit: number): Promise<string[]>
  /** Lists the names of plugins that have causes, at most `limit`. */
  plugins(limit: number): Promise<string[]>
  /** Returns the cause of an execution's failure; null if it did not fail. */
  causeOf(executionId: string): Promise<string | null>
  /** Returns the same, with the execution's own details. */
  linkOf(executionId: string): Promise<CauseLink | null>
  /** Returns the recorded changes before the cause opened; undefined if the cause does not exist. */
  triggerFacts(id: string): Promise<{ facts: TriggerFacts; others: CauseTriggers['unaffected'] } | undefined>
  /** Assigns a cause to a user, or clears the assignee (null); false if the cause does not exist. */
  assign(id: string, assignee: Assignee | null, audit: AuditNote): Promise<boolean>
  /** Returns the `seq` of the last processed event; null if there is none. */
  position(): Promise<number | null>
  /** Advances the position past events that need no work. */
  moveTo(position: number): Promise<void>
  /** Marks the pipeline as recovered in all its causes and advances the position, in one transaction. Idempotent. */
  recover(recovery: Recovery, position: number): Promise<void>
  /** Whether failures from earlier versions still have to be classified. */
  needsRebuild(): Promise<boolean>
  /** Assigns causes to unclassified failures queued since `from`; no execution may end meanwhile. */
  rebuild(from: string): Promise<number>
}
