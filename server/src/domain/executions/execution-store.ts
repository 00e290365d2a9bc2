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

/** The time that a worker holds an execution without renewing its lease, unless the operator chose another. */
export const LEASE_SECONDS = 20

/** Held by a worker while it performs an execution; every write is guarded by it (decision 6). */
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

/** A page of the list; `lookedTo` as in the contract. */
export interface ExecutionPage extends List<ExecutionHeadline> {
  lookedTo?: string
}

export interface ExecutionStore {
  /**
   * Inserts a pending execution and gives it; the id of the unfinished one when the pipeline has one (decision 1). Throws
   * StoreRefusal `archived`.
   */
  enqueue(
    execution: NewExecution,
    audit?: AuditNote,
  ): Promise<{ created: true; execution: ExecutionRecord } | { created: false; unfinishedId: string }>
  find(id: string): Promise<ExecutionRecord | undefined>
  list(query: ExecutionListQuery): Promise<ExecutionPage>
  /** The executions that match the filter and allow the action, newest first; however long it takes. */
  matching(filter: ExecutionFilter, limit: number): Promise<{ id: string; name: string }[]>
  /** Names of the pipelines by id of the execution, of those that are there. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** Counts the executions of the periods that the filter lets through; null where counting would cost too much. */
  calendar(
    filter: Omit<ExecutionFilter, 'from' | 'to'>,
    periods: readonly Period[],
  ): Promise<(Total | null)[]>
  /** The last success of the pipeline that was queued before. */
  successBefore(
    execution: Pick<ExecutionHeadline, 'id' | 'pipelineId' | 'queuedAt'>,
  ): Promise<ExecutionRecord | undefined>
  /**
   * Takes the first pending execution in the order of turns that is due, not held and within the limits of its plugins:
   * running, with a lease. Undefined when there is none, or when the worker drains or was taken for lost.
   */
  claim(worker: string, token: string, now: Date, leaseSeconds: number): Promise<ExecutionRecord | undefined>
  /**
   * Makes a claimed execution pending again, for another worker; its log goes on after `logLines`. False when the lease is
   * lost or a cancel was asked for.
   */
  handBack(lease: Lease, logLines: number): Promise<boolean>
  /** When time alone lets the next one start: an attempt comes due or a hold ends. Null when none waits for that. */
  nextStart(now: Date): Promise<string | null>
  /**
   * The holds and limits that keep executions of these pipelines from starting now, and where those of `waiting` that are
   * due stand in the queue.
   */
  obstacles(pipelineIds: readonly string[], now: Date, waiting?: readonly string[]): Promise<Obstacles>
  /** Changes the order of a pending execution. */
  prioritise(
    id: string,
    priority: Priority,
    by: AuditActor,
  ): Promise<'changed' | 'unchanged' | 'started' | 'missing'>
  /** All attempts of a chain, oldest first. */
  attempts(firstExecutionId: string): Promise<Attempt[]>
  /** The last retry of each that has one, by its id. */
  retries(of: readonly Pick<ExecutionHeadline, 'id' | 'firstExecutionId'>[]): Promise<Map<string, string>>
  /** False when the lease is lost: the worker must stop and write nothing more. */
  renew(lease: Lease, expiresAt: string): Promise<boolean>
  /** Saves what becomes known at the start; emits an event. False when the lease is lost. */
  saveStart(
    lease: Lease,
    start: { stateBefore: Json; resolvedConfig: Record<string, JsonObject>; steps: Step[] },
  ): Promise<boolean>
  /** Saves a step change; emits an event. */
  saveSteps(lease: Lease, steps: Step[]): Promise<boolean>
  /** Saves counts (every two seconds); no event. */
  saveProgress(lease: Lease, progress: ExecutionCounts & { logLines: number }): Promise<boolean>
  /**
   * Ends an execution in one transaction: guard (running, this token), status, result, aggregates, event.
   * If a cancel was requested, a `success` result is stored as `cancelled` (mechanism 2). Returns the stored status,
   * undefined when the lease is lost or the execution is final.
   */
  finish(lease: Lease, result: ExecutionResult, at: string): Promise<ExecutionStatus | undefined>
  /** Pending → cancelled at once; running → cancelRequestedAt. Guards inside; the answer says what happened. */
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
   * Running executions whose lease is over, or that no live worker of this process can hold (`allRunning`, at start);
   * those that run elsewhere are of no worker.
   */
  findAbandoned(now: Date, options: { allRunning: boolean; worker?: string }): Promise<ExecutionRecord[]>
  /**
   * Ends an abandoned execution as failed/interrupted (cancelled when that was asked), with the message as the last line of
   * its log, guarded by its old token. Its end is its last sign of life; `loggedAt`, when its last line was logged, is one.
   */
  finishAbandoned(
    execution: ExecutionRecord,
    errorMessage: string,
    at: string,
    loggedAt?: string | null,
  ): Promise<ExecutionStatus | undefined>
  unfinishedOf(pipelineId: string): Promise<ExecutionRecord[]>
  /** Name of a pipeline that uses one of these plugins and is executing or about to. */
  unfinishedUsing(pluginNames: readonly string[]): Promise<string | undefined>
  /** Median duration in seconds of the last `count` successes. */
  medianSuccessSeconds(pipelineId: string, count: number): Promise<number | null>
  /** The steps of the newest executions of a pipeline, newest first. */
  recentSteps(
    pipelineId: string,
    limit: number,
  ): Promise<Pick<ExecutionRecord, 'id' | 'queuedAt' | 'status' | 'steps'>[]>
  /** The newest successes of a pipeline by one runner, as the pipeline says. */
  runnerRuns(pipelineId: string, runner: 'own' | 'meltano', limit: number): Promise<RunnerRun[]>
  countByStatus(status: ExecutionStatus): Promise<number>
}

export interface StateStore {
  /** For people: where a value held secrets, they are masked. */
  current(pipelineId: string): Promise<StateVersion | undefined>
  /** Those of several pipelines, by their ids, for people; without those that have none. */
  currents(pipelineIds: readonly string[]): Promise<Map<string, StateVersion>>
  /** The current state whole, for the extractor: null = none. */
  bookmark(pipelineId: string): Promise<WholeState | null>
  /** One version, for people. */
  version(pipelineId: string, version: number): Promise<StateVersion | undefined>
  /** The newest first; only those below `before` when it is given. */
  versions(pipelineId: string, limit: number, before?: number): Promise<StateVersion[]>
  /** One version whole; undefined when there is none. */
  whole(pipelineId: string, version: number): Promise<WholeState | null | undefined>
  /**
   * Saves what the loader confirmed, guarded by the lease; one version per execution, the last one wins (decision 21).
   * Also sets the execution's `stateAfter`. `shown` is given when the value holds secrets: it has them masked. `text` is
   * the value as it was written. False when the lease is lost.
   */
  saveConfirmed(
    lease: Lease,
    pipelineId: string,
    state: { value: Json; text?: string; shown?: Json },
    at: string,
  ): Promise<boolean>
  /**
   * Adds a version by hand. Throws StoreRefusal `unfinished` while an execution of the pipeline is unfinished, since its
   * end would replace it, `stale` when `seen` is not the current version, and `missing` without the pipeline.
   */
  edit(pipelineId: string, edit: StateEdit): Promise<StateVersion>
}

/** A state with its secrets. */
export interface WholeState {
  value: Json
  /** As it was written. */
  text: string
}

export interface StateEdit {
  /** JSON text; `null` resets. */
  text: string
  /** The same with its secrets masked, when it holds some. */
  shown?: string
  source: Exclude<StateSource, 'execution'>
  by: string | null
  at: string
  /** The version that the person looked at; 0 = there was none. */
  seen?: number
  /** The pipeline has another extractor: what an execution continues from means nothing to it. */
  evenWhileUnfinished?: boolean
  note?: AuditNote
}

/** A line of one of several logs. */
export interface FoundLine extends LogLine {
  executionId: string
}

/** Lines of this execution below `before` come next. */
export interface LogPlace {
  executionId: string
  before: number
}

export interface LogFindQuery {
  search: string
  level?: LogQuery['level'] | undefined
  /** Of the first execution only lines below this one. */
  before?: number | undefined
  limit: number
  bytes: number
}

/** The store of log lines, which are masked before they come here. */
export interface LogStore {
  /** Appends lines in order; `firstLine` continues the log. Guarded by the lease. False when it is lost. */
  append(lease: Lease, lines: LogLine[]): Promise<boolean>
  page(executionId: string, query: LogQuery): Promise<LogPage>
  /** Warnings and errors that a log ever had; null for a log that was written before they were counted. */
  levels(executionId: string): Promise<LogLevelCounts | null>
  /**
   * Makes room in a log that is too long: removes lines behind `line`, the oldest first, until about `bytes` are gone.
   * They are known as a gap. Gives the bytes removed, zero when the lease is lost.
   */
  dropAfter(lease: Lease, line: number, bytes: number): Promise<number>
  /**
   * Lines that match, in the logs of these executions in their order, each from its end backwards. Ends after `limit`
   * lines or about `bytes` of text; `at` is where to continue, null when all was looked through.
   */
  find(
    executionIds: readonly string[],
    query: LogFindQuery,
    signal: AbortSignal,
  ): Promise<{ found: FoundLine[]; bytes: number; at: LogPlace | null }>
  /** All lines in order, page by page, for a download with constant memory. */
  stream(executionId: string): AsyncIterable<LogLine[]>
}
