import type { NewId } from '../core/ports.ts'
import type { ExecutionHeadline, StoredOptions } from '../core/records.ts'
import type { NewExecution } from './execution-store.ts'
import { nextAttemptMs, type RetryPolicy } from './retry-policy.ts'

type Ended = Pick<
  ExecutionHeadline,
  'id' | 'pipelineId' | 'pipelineName' | 'attempt' | 'outcome' | 'firstExecutionId' | 'priority'
> & { options: StoredOptions; at: string }

/**
 * Builds the attempt after one that failed at `at`; null if the policy allows no more. It has the same options and
 * priority, starts from the confirmed state and waits until it is due. `random`: from 0 to 1.
 */
export function nextAttempt(
  ended: Ended,
  policy: RetryPolicy,
  { newId, random }: { newId: NewId; random: () => number },
): NewExecution | null {
  const delay = nextAttemptMs(policy, ended, random())
  if (delay === null) return null
  return {
    id: newId(),
    pipelineId: ended.pipelineId,
    pipelineName: ended.pipelineName,
    trigger: 'retry',
    triggeredBy: null,
    triggeredByName: null,
    fullRefresh: ended.options.fullRefresh,
    options: ended.options,
    attempt: ended.attempt + 1,
    retryOf: ended.id,
    firstExecutionId: ended.firstExecutionId ?? ended.id,
    queuedAt: ended.at,
    notBefore: new Date(Date.parse(ended.at) + delay).toISOString(),
    priority: ended.priority,
  }
}
