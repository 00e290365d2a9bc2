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

/** A pipeline that fails no more: an execution of it succeeded, or it was archived. */
export interface Recovery {
  pipelineId: string
  at: string
  attempt: number
}

/** The causes of failures. They are counted in the transaction that ends an execution. */
export interface FailureStore {
  list(query: CauseListQuery): Promise<FailureCauseList>
  find(id: string): Promise<FailureCause | undefined>
  /** Of all causes, by state. */
  counts(): Promise<CauseCounts>
  /** Pipelines that failed and have not succeeded since, at most `limit`. */
  failingPipelines(limit: number): Promise<number>
  /** Failed executions that were queued since then; a lower bound beyond the cap. */
  failedSince(from: string): Promise<Total>
  /** The pipelines of a cause since it opened: failing ones first, then the newest. */
  pipelines(id: string, page: { cursor?: string | undefined; limit: number }): Promise<List<CausePipeline>>
  /** The last failed executions of the pipelines that are still failing, at most `limit`. */
  failingExecutions(id: string, limit: number): Promise<string[]>
  /** Names of plugins that have causes, at most `limit`. */
  plugins(limit: number): Promise<string[]>
  /** The cause for which an execution failed; null when it did not. */
  causeOf(executionId: string): Promise<string | null>
  /** The same with what its execution says of it. */
  linkOf(executionId: string): Promise<CauseLink | null>
  /** What is known of the time before it opened; undefined without the cause. */
  triggerFacts(id: string): Promise<{ facts: TriggerFacts; others: CauseTriggers['others'] } | undefined>
  /** False when there is no such cause. */
  assign(id: string, assignee: Assignee | null, audit: AuditNote): Promise<boolean>
  /** `seq` of the last event that was followed; null when none was. */
  position(): Promise<number | null>
  /** Up to there was nothing to deal with. */
  moveTo(position: number): Promise<void>
  /** Marks the pipeline as recovered in all its causes, with the position, as one. Doing it twice changes nothing. */
  recover(recovery: Recovery, position: number): Promise<void>
  /** False when the executions of an earlier version are classified, or there were none. */
  needsRebuild(): Promise<boolean>
  /** Gives causes to failures without any that were queued since then; no execution may end meanwhile. */
  rebuild(from: string): Promise<number>
}
