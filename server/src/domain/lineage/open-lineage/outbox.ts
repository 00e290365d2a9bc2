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

/** The connection as it is stored, secrets in clear. */
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

/** An event to send; `place` orders those of one execution. */
export interface ToldEvent {
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

/** What became of an attempt. */
export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'again'; error: string; nextAttemptAt: string; pausedUntil: string | null }
  | { kind: 'dead'; error: string }

export type RunToTrace = Pick<
  ExecutionSummary,
  'id' | 'pipelineId' | 'pipelineName' | 'trigger' | 'queuedAt' | 'firstExecutionId'
>

/** What set an execution off, and what it is a part of. */
export type RunOrigin = Pick<RunFacts, 'nominalTime' | 'parent' | 'template'>

/** The connection, and the events that wait for it. */
export interface OpenLineageStore {
  connection(): Promise<OpenLineageRecord>
  /** Turning it on begins at the present end of the event log; turning it off leaves the log free to forget. */
  saveConnection(settings: OpenLineageSettings, at: string, audit?: AuditNote): Promise<void>
  /** `seq` of the last event that was followed; null while it is off. */
  position(): Promise<number | null>
  /** Places in its run that were told of an execution; undefined for one that was not told of. */
  toldOf(executionId: string): Promise<number | undefined>
  /** Stores events with the position behind them; events of a place that was told are left out. */
  tell(events: readonly ToldEvent[], position: number, at: string): Promise<void>
  /** Notes that events before this position are gone from the log. */
  noteMissed(position: number, at: string): Promise<void>
  /** `byMeltano`: the job that Meltano performs, where the pipeline is one and was made by hand. */
  originOf(execution: RunToTrace, byMeltano: string | null): Promise<RunOrigin>
  countWaiting(limit: number): Promise<number>
  counts(): Promise<{ waiting: number; failed: number }>
  /** The first waiting event of each execution, of those that are due. */
  due(now: string, limit: number): Promise<DueEvent[]>
  nextDue(): Promise<string | null>
  settle(event: Pick<DueEvent, 'id' | 'attempts'>, outcome: SendOutcome, at: string): Promise<void>
  list(query: OpenLineageEventQuery): Promise<List<OpenLineageEvent>>
  payload(id: string): Promise<{ event: OpenLineageEvent; payload: string } | undefined>
  /** Dead letters wait again, all or one; waiting ones are due at once. Gives how many. */
  sendAgain(id: string | null, at: string, audit: AuditNote): Promise<number>
  /** Removes dead letters, all or one. Gives how many. */
  discard(id: string | null, audit: AuditNote): Promise<number>
}

const FIRST_PAUSE_SECONDS = 5
const LONGEST_PAUSE_SECONDS = 6 * 3600
const LONGEST_STOP_SECONDS = 300
/** About two days. */
const MOST_ATTEMPTS = 20
/** What a receiver refuses, it will refuse again. */
const MOST_REFUSALS = 3

/** What follows a failed attempt of an event, when `failures` attempts in a row have failed with this one. */
export function afterFailure(
  {
    attempts,
    failures,
    refused,
    error,
  }: { attempts: number; failures: number; refused: boolean; error: string },
  now: Date,
): SendOutcome {
  if (attempts >= (refused ? MOST_REFUSALS : MOST_ATTEMPTS)) return { kind: 'dead', error }
  const later = (failed: number, most: number): string =>
    new Date(now.getTime() + Math.min(FIRST_PAUSE_SECONDS * 2 ** (failed - 1), most) * 1000).toISOString()
  // A receiver that refuses one event, or fails once, may take another.
  const stops = !refused && failures > 1
  return {
    kind: 'again',
    error,
    nextAttemptAt: later(attempts, LONGEST_PAUSE_SECONDS),
    pausedUntil: stops ? later(failures - 1, LONGEST_STOP_SECONDS) : null,
  }
}
