import type { List } from '@flx/shared/core/list'
import type {
  OpenLineageEvent,
  OpenLineageEventQuery,
  OpenLineageSettings,
  RunEventType,
} from '@flx/shared/lineage/open-lineage'

import type { ExecutionSummary } from '@flx/shared/executions/execution'

import type { AuditNote } from '../../access/audit-log.ts'
import type { RunFacts } from './run-event.ts'

/** The connection as stored, with secrets in plain text. */
export interface OpenLineageRecord {
  settings: OpenLineageSettings
  lastSentAt: string | null
  failingSince: string | null
  lastError: string | null
  pausedUntil: string | null
  /** Failures since the last success. */
  failures: number
  missedAt: string | null
  damaged?: readonly string[]
}

/** An event to send; `place` orders the events of one execution. */
export interface OutboxEvent {
  type: RunEventType
  place: number
  executionId: string
  pipelineId: string
  pipelineName: string
  /** JSON. */
  payload: string
}

export interface DueEvent {
  id: string
  executionId: string
  attempts: number
  payload: string
}

/** The outcome of an attempt to send. */
export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'again'; error: string; nextAttemptAt: string; pausedUntil: string | null }
  | { kind: 'dead'; error: string }

export type RunToTrace = Pick<
  ExecutionSummary,
  'id' | 'pipelineId' | 'pipelineName' | 'trigger' | 'queuedAt' | 'firstExecutionId'
>

/** The trigger of an execution, and the job that it belongs to. */
export type RunOrigin = Pick<RunFacts, 'nominalTime' | 'parent' | 'template'>

/** The connection, and the events waiting to be sent. */
export interface OpenLineageStore {
  connection(): Promise<OpenLineageRecord>
  /**
   * Saves the settings. When turned on, it starts at the current end of the event log; when turned off, it no longer keeps the
   * log from being pruned.
   */
  saveConnection(settings: OpenLineageSettings, at: string, audit?: AuditNote): Promise<void>
  /** Returns the `seq` of the last processed event; null while it is off. */
  position(): Promise<number | null>
  /** Returns the place of the last event stored for an execution; undefined if there is none. */
  lastPlaceOf(executionId: string): Promise<number | undefined>
  /** Stores events together with the new position; skips places that have already been stored. */
  enqueue(events: readonly OutboxEvent[], position: number, at: string): Promise<void>
  /** Records that events before this position were pruned from the log. */
  noteMissed(position: number, at: string): Promise<void>
  /**
   * Finds an execution's origin. `byMeltano`: the job that Meltano performs, for a Meltano pipeline that was created manually.
   */
  originOf(execution: RunToTrace, byMeltano: string | null): Promise<RunOrigin>
  countWaiting(limit: number): Promise<number>
  counts(): Promise<{ waiting: number; failed: number }>
  /** Returns the first waiting event of each execution, limited to those that are due. */
  due(now: string, limit: number): Promise<DueEvent[]>
  nextDue(): Promise<string | null>
  settle(event: Pick<DueEvent, 'id' | 'attempts'>, outcome: SendOutcome, at: string): Promise<void>
  list(query: OpenLineageEventQuery): Promise<List<OpenLineageEvent>>
  payload(id: string): Promise<{ event: OpenLineageEvent; payload: string } | undefined>
  /** Queues dead letters again, all or one; waiting events become due at once. Returns their number. */
  sendAgain(id: string | null, at: string, audit: AuditNote): Promise<number>
  /** Deletes dead letters, all or one. Returns their number. */
  discard(id: string | null, audit: AuditNote): Promise<number>
}

const FIRST_PAUSE_SECONDS = 5
const MAX_PAUSE_SECONDS = 6 * 3600
const MAX_STOP_SECONDS = 300
/** About two days. */
const MAX_ATTEMPTS = 20
/** A receiver that refuses an event will refuse it again. */
const MAX_REFUSALS = 3

/** Decides what follows a failed attempt; `failures` counts consecutive failures, including this one. */
export function afterFailure(
  {
    attempts,
    failures,
    refused,
    error,
  }: { attempts: number; failures: number; refused: boolean; error: string },
  now: Date,
): SendOutcome {
  if (attempts >= (refused ? MAX_REFUSALS : MAX_ATTEMPTS)) return { kind: 'dead', error }
  const timeAfter = (count: number, maxSeconds: number): string =>
    new Date(
      now.getTime() + Math.min(FIRST_PAUSE_SECONDS * 2 ** (count - 1), maxSeconds) * 1000,
    ).toISOString()
  // A receiver that refuses one event, or fails once, might accept another.
  const pauses = !refused && failures > 1
  return {
    kind: 'again',
    error,
    nextAttemptAt: timeAfter(attempts, MAX_PAUSE_SECONDS),
    pausedUntil: pauses ? timeAfter(failures - 1, MAX_STOP_SECONDS) : null,
  }
}
