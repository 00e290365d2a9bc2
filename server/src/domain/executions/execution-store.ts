import type {
  Attempt,
  ExecuteOptions,
  ExecutionCounts,
  ExecutionFilter,
  ExecutionListQuery,
} from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLevelCounts, LogLine, LogPage, LogQuery } from '@flx/shared/logs/log'
import type { ExecutionStatus, ExecutionTrigger } from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'
import type { Json, JsonObject } from '@flx/shared/json/json'
import type { List, Total } from '@flx/shared/core/list'
import type { StateSource, StateVersion } from '@flx/shared/executions/state/state'

import type { AuditActor, AuditNote } from '../access/audit-log.ts'
import type { ExecutionHeadline, ExecutionRecord, ExecutionResult } from '../core/records.ts'
import type { Period } from '../figures/statistics-store.ts'
import type { RunnerRun } from './runner-run.ts'
import type { Obstacles } from './queue/waiting.ts'

/** Default time for which a worker holds an execution without renewing its lease. */
export const LEASE_SECONDS = 20

/** Held by a worker while it performs an execution; guards every write. */
export interface Lease {
  executionId: string
  token: string
}

export interface NewExecution {
  id: string
  pipelineId: string
  pipelineName: string
  trigger: ExecutionTrigger
  triggeredBy: string | null
  triggeredByName: string | null
  fullRefresh: boolean
  options: ExecuteOptions
  attempt: number
  retryOf: string | null
  firstExecutionId: string | null
  queuedAt: string
  notBefore: string | null
  priority: Priority
}

/** A page of the list; see the contract for `searchedTo`. */
export interface ExecutionPage extends List<ExecutionHeadline> {
  searchedTo?: string
}

export interface ExecutionStore {
  /**
   * Inserts a pending execution and returns it, or returns the id of the pipeline's unfinished one. Throws
   * StoreRefusal `archived`.
   */
  enqueue(
    execution: NewExecution,
    audit?: AuditNote,
  ): Promise<{ created: true; execution: ExecutionRecord } | { created: false; unfinishedId: string }>
  find(id: string): Promise<ExecutionRecord | undefined>
  list(query: ExecutionListQuery): Promise<ExecutionPage>
  /** Lists the executions that match the filter and allow the action, newest first. Not bounded in time. */
  matching(filter: ExecutionFilter, limit: number): Promise<{ id: string; name: string }[]>
  /** Returns pipeline names by execution id, for the executions that exist. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** Counts the filtered executions of each period; null where counting would cost too much. */
  calendar(
    filter: Omit<ExecutionFilter, 'from' | 'to'>,
    periods: readonly Period[],
  ): Promise<(Total | null)[]>
  /** Returns the last success of the pipeline among the executions queued earlier. */
  successBefore(
    execution: Pick<ExecutionHeadline, 'id' | 'pipelineId' | 'queuedAt'>,
  ): Promise<ExecutionRecord | undefined>
  /**
   * Claims the first pending execution in queue order that is due, not held and within the limits of its plugins: sets it to
   * running, with a lease. Undefined if there is none, or if the worker is draining or was given up as lost. `now` is read once
   * the database can be written: the start and the lease do not include a wait for it.
   */
  claim(
    worker: string,
    token: string,
    now: () => Date,
    leaseSeconds: number,
  ): Promise<ExecutionRecord | undefined>
  /**
   * Makes a claimed execution pending again, for another worker; its log continues after `logLines`. False if the lease is lost
   * or a cancel was requested.
   */
  handBack(lease: Lease, logLines: number): Promise<boolean>
  /**
   * Returns the time at which an execution becomes able to start without any other event: a retry comes due or a hold ends.
   * Null if none waits for that.
   */
  nextStart(now: Date): Promise<string | null>
  /**
   * Returns the holds and limits that keep executions of these pipelines from starting now, and the queue positions of the due
   * executions among `waiting`.
   */
  obstacles(pipelineIds: readonly string[], now: Date, waiting?: readonly string[]): Promise<Obstacles>
  /** Changes the priority of a pending execution. */
  prioritise(
    id: string,
    priority: Priority,
    by: AuditActor,
  ): Promise<'changed' | 'unchanged' | 'started' | 'missing'>
  /** Lists all attempts of a chain, oldest first. */
  attempts(firstExecutionId: string): Promise<Attempt[]>
  /** Returns the latest retry of each execution that has one, by execution id. */
  retries(of: readonly Pick<ExecutionHeadline, 'id' | 'firstExecutionId'>[]): Promise<Map<string, string>>
  /** Renews the lease; false if it is lost: the worker must stop and write nothing more. */
  renew(lease: Lease, expiresAt: string): Promise<boolean>
  /** Saves what is known at the start; emits an event. False if the lease is lost. */
  saveStart(
    lease: Lease,
    start: { stateBefore: Json; resolvedConfig: Record<string, JsonObject>; steps: Step[] },
  ): Promise<boolean>
  /** Saves the steps after a change; emits an event. */
  saveSteps(lease: Lease, steps: Step[]): Promise<boolean>
  /** Saves counts (every two seconds); no event. */
  saveProgress(lease: Lease, progress: ExecutionCounts & { logLines: number }): Promise<boolean>
  /**
   * Ends an execution in one transaction: guard (running, this token), status, result, aggregates, event. If a cancel was
   * requested, a `success` is stored as `cancelled` (mechanism 2). Returns the stored status; undefined if the lease is lost or
   * the execution has already ended.
   */
  finish(lease: Lease, result: ExecutionResult, at: string): Promise<ExecutionStatus | undefined>
  /**
   * Requests a cancel: pending → cancelled at once; running → cancelRequestedAt. Guarded inside; the result reports what
   * happened.
   */
  requestCancel(
    id: string,
    at: string,
    by?: AuditActor,
  ): Promise<'cancelled' | 'requested' | 'already-requested' | 'finished' | 'missing'>
  requestForce(
    id: string,
    at: string,
    by?: AuditActor,
  ): Promise<'requested' | 'not-cancelling' | 'finished' | 'missing'>
  /**
   * Returns the running executions whose lease has expired or, at startup (`allRunning`), that no live worker of this process
   * can hold. Executions that run elsewhere belong to no worker.
   */
  findAbandoned(now: Date, options: { allRunning: boolean; worker?: string }): Promise<ExecutionRecord[]>
  /**
   * Ends an abandoned execution as failed/interrupted (cancelled if that was requested), guarded by its old token, and appends
   * the message as the last line of its log. It ends at its last sign of life, which can be `loggedAt`, the time of its last
   * log line. Undefined if its lease was renewed or it ended since it was read.
   */
  finishAbandoned(
    execution: ExecutionRecord,
    errorMessage: string,
    at: string,
    loggedAt?: string | null,
  ): Promise<ExecutionStatus | undefined>
  unfinishedOf(pipelineId: string): Promise<ExecutionRecord[]>
  /** Returns the name of a pipeline that uses one of these plugins and has an unfinished execution. */
  unfinishedUsing(pluginNames: readonly string[]): Promise<string | undefined>
  /** Returns the median duration in seconds of the last `count` successes. */
  medianSuccessSeconds(pipelineId: string, count: number): Promise<number | null>
  /** Lists the steps of the newest executions of a pipeline, newest first. */
  recentSteps(
    pipelineId: string,
    limit: number,
  ): Promise<Pick<ExecutionRecord, 'id' | 'queuedAt' | 'status' | 'steps'>[]>
  /** Lists the newest successes of a pipeline with the given runner, newest first. */
  runnerRuns(pipelineId: string, runner: 'own' | 'meltano', limit: number): Promise<RunnerRun[]>
  countByStatus(status: ExecutionStatus): Promise<number>
}

export interface StateStore {
  /** Returns the current state for display: secrets in the value are masked. */
  current(pipelineId: string): Promise<StateVersion | undefined>
  /** Returns the current states of several pipelines by id, for display; pipelines without a state are left out. */
  currents(pipelineIds: readonly string[]): Promise<Map<string, StateVersion>>
  /** Returns the whole current state, for the extractor; null = none. */
  bookmark(pipelineId: string): Promise<WholeState | null>
  /** Returns one version, for display. */
  version(pipelineId: string, version: number): Promise<StateVersion | undefined>
  /** Lists versions, newest first; only those below `before` if given. */
  versions(pipelineId: string, limit: number, before?: number): Promise<StateVersion[]>
  /** Returns one whole version; undefined if there is none. */
  whole(pipelineId: string, version: number): Promise<WholeState | null | undefined>
  /**
   * Saves the state that the loader confirmed, guarded by the lease: one version per execution, the last one wins (decision
   * 21). Also sets the execution's `stateAfter`. `shown` is the masked value, given if it holds secrets. `text` is the value as
   * written. False if the lease is lost.
   */
  saveConfirmed(
    lease: Lease,
    pipelineId: string,
    state: { value: Json; text?: string; shown?: Json },
    at: string,
  ): Promise<boolean>
  /**
   * Adds a version manually. Throws StoreRefusal `unfinished` while the pipeline has an unfinished execution, whose end would
   * replace it; `stale` if `seen` is not the current version; `missing` if the pipeline does not exist.
   */
  edit(pipelineId: string, edit: StateEdit): Promise<StateVersion>
}

/** A state with its secrets. */
export interface WholeState {
  value: Json
  /** The original text. */
  text: string
}

export interface StateEdit {
  /** JSON text; `null` resets the state. */
  text: string
  /** The masked text, if the state holds secrets. */
  shown?: string
  source: Exclude<StateSource, 'execution'>
  by: string | null
  at: string
  /** The version that the user was shown; 0 = none. */
  seen?: number
  /** Set when the pipeline changes its extractor: the state of an unfinished execution means nothing to the new one. */
  evenWhileUnfinished?: boolean
  note?: AuditNote
}

/** A log line with its execution, for searches across several logs. */
export interface FoundLine extends LogLine {
  executionId: string
}

/** Continues with the lines of this execution below `before`. */
export interface LogPlace {
  executionId: string
  before: number
}

export interface LogFindQuery {
  search: string
  level?: LogQuery['level'] | undefined
  /** For the first execution, only lines below this one. */
  before?: number | undefined
  limit: number
  bytes: number
}

/** The store of log lines, which arrive masked. */
export interface LogStore {
  /** Appends lines in order; `firstLine` continues the log. Guarded by the lease. False if it is lost. */
  append(lease: Lease, lines: LogLine[]): Promise<boolean>
  page(executionId: string, query: LogQuery): Promise<LogPage>
  /** Counts the warnings and errors a log has ever had; null for a log older than these counts. */
  levels(executionId: string): Promise<LogLevelCounts | null>
  /**
   * Frees space in a log that is too long: removes lines after `line`, oldest first, until about `bytes` are gone, and records
   * the gap. Returns the bytes removed, zero if the lease is lost.
   */
  dropAfter(lease: Lease, line: number, bytes: number): Promise<number>
  /**
   * Finds matching lines in the logs of these executions, in the given order, each log from its end backwards. Stops after
   * `limit` lines or about `bytes` of text; `at` is where to continue, null once everything was searched.
   */
  find(
    executionIds: readonly string[],
    query: LogFindQuery,
    signal: AbortSignal,
  ): Promise<{ found: FoundLine[]; bytes: number; at: LogPlace | null }>
  /** Returns all lines in order, page by page, for a download in constant memory. */
  stream(executionId: string): AsyncIterable<LogLine[]>
}
