import type {
  LogLevel,
  LogLine,
  LogPage,
  LogQuery,
  LogSource,
  Step,
  StreamCount,
} from '@flx/shared/execution'
import type { Attempt, ExecutionFilter, ExecutionListQuery, ExecuteOptions } from '@flx/shared/execution'
import type { ExecutionStatus, ExecutionTrigger } from '@flx/shared/execution-status'
import type { Json, JsonObject } from '@flx/shared/json'
import type { List, Total } from '@flx/shared/list'
import type { LiveEvent, LiveHint } from '@flx/shared/live'
import type {
  LastExecution,
  PipelineFilter,
  PipelineListQuery,
  PipelineStatistics,
  StripBar,
} from '@flx/shared/pipeline'
import type {
  InstallLine,
  InstallStatus,
  PluginFilter,
  PluginListQuery,
  PluginType,
} from '@flx/shared/plugin'
import type { StateVersion } from '@flx/shared/state'

import type { AuditActor, AuditNote } from './audit-log.ts'
import type { ConnectorAbout } from './connector-about.ts'
import type { Obstacles } from './waiting.ts'
import type {
  ExecutionHeadline,
  ExecutionRecord,
  ExecutionResult,
  PipelineRecord,
  PluginRecord,
} from './records.ts'
import type { Period } from './statistics-store.ts'

/** Passed in everywhere, so that rules can be tested on a fake clock. */
export interface Clock {
  now(): Date
}
/** UUIDv7: sortable by creation. */
export type NewId = () => string

// Stores. Every method that changes a row inserts its event in the same transaction and wakes the relay after commit.
// With an AuditNote (or who asked) the change is also recorded there, when it takes place.

export interface PipelineStore {
  create(record: PipelineRecord, audit?: AuditNote): Promise<void>
  /** Including archived ones; undefined when there is none. */
  find(id: string): Promise<PipelineRecord | undefined>
  /** The not archived pipeline of that name. */
  findByName(name: string): Promise<PipelineRecord | undefined>
  /** Those that are there, archived ones too, by name. */
  withIds(ids: readonly string[]): Promise<PipelineRecord[]>
  /** The not archived pipelines of these names, by name. */
  withNames(names: readonly string[]): Promise<PipelineRecord[]>
  list(query: PipelineListQuery): Promise<List<PipelineRecord>>
  /** The first tags by name, each once. */
  tags(limit: number): Promise<string[]>
  /** Names by id, of those that are there, archived ones too. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** What the filter of the list lets through, newest first. */
  matching(filter: PipelineFilter, limit: number): Promise<{ id: string; name: string }[]>
  /**
   * Replaces the document when its stored version is `expectedVersion`; false when it is not.
   * The record's own `version` must be `expectedVersion + 1`.
   */
  update(record: PipelineRecord, expectedVersion: number, audit?: AuditNote): Promise<boolean>
  /** Archives and erases secrets; false while an execution is unfinished. */
  archive(
    id: string,
    at: string,
    configWithoutSecrets: Record<string, JsonObject>,
    audit?: AuditNote,
  ): Promise<boolean>
  /** One query for all ids: the last execution and the strip (at most `count` bars, oldest first). */
  recentExecutions(
    ids: readonly string[],
    count: number,
  ): Promise<Map<string, { last: LastExecution | null; strip: StripBar[] }>>
  statistics(id: string): Promise<PipelineStatistics>
  /** What the not archived pipelines make of each of these plugins, in any place; `first` = at most so many names. */
  usingPlugins(names: readonly string[], first: number): Promise<Map<string, PluginUse>>
}

/** The pipelines that use a plugin. */
export interface PluginUse {
  total: number
  /** The oldest of them, by name. */
  first: { id: string; name: string }[]
}

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
}

/** A page of the list; `lookedTo` as in the contract. */
export interface ExecutionPage extends List<ExecutionHeadline> {
  lookedTo?: string
}

export interface ExecutionStore {
  /** Inserts a pending execution; the id of the unfinished one when the pipeline has one (decision 1). */
  enqueue(
    execution: NewExecution,
    audit?: AuditNote,
  ): Promise<{ created: true } | { created: false; unfinishedId: string }>
  find(id: string): Promise<ExecutionRecord | undefined>
  list(query: ExecutionListQuery): Promise<ExecutionPage>
  /** What the filter of the list lets through and the action can be done to, newest first; however long it takes. */
  matching(filter: ExecutionFilter, limit: number): Promise<{ id: string; name: string }[]>
  /** Names of the pipelines by id of the execution, of those that are there. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** Executions of the periods that the filter lets through; null where counting costs more than it tells. */
  calendar(
    filter: Omit<ExecutionFilter, 'from' | 'to'>,
    periods: readonly Period[],
  ): Promise<(Total | null)[]>
  /** The last success of the pipeline that was queued before. */
  successBefore(
    execution: Pick<ExecutionHeadline, 'id' | 'pipelineId' | 'queuedAt'>,
  ): Promise<ExecutionRecord | undefined>
  /**
   * Takes the oldest pending execution that is due, not held and within the limits of its plugins: running, with a
   * lease. Undefined when there is none.
   */
  claim(worker: string, token: string, now: Date, leaseSeconds: number): Promise<ExecutionRecord | undefined>
  /** When time alone lets the next one start: an attempt comes due or a hold ends. Null when none waits for that. */
  nextStart(now: Date): Promise<string | null>
  /** What holds up the executions of these pipelines now. */
  obstacles(pipelineIds: readonly string[], now: Date): Promise<Obstacles>
  /** All attempts of a chain, oldest first. */
  attempts(firstExecutionId: string): Promise<Attempt[]>
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
  saveProgress(
    lease: Lease,
    progress: { recordsProcessed: number; streams: StreamCount[]; logLines: number },
  ): Promise<boolean>
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
  /** Running executions whose lease is over, or that no live worker of this process can hold (`allRunning`, at start). */
  findAbandoned(now: Date, options: { allRunning: boolean }): Promise<ExecutionRecord[]>
  /** Ends an abandoned execution as failed/interrupted (cancelled when that was asked), guarded by its old token. */
  finishAbandoned(
    execution: ExecutionRecord,
    errorMessage: string,
    at: string,
  ): Promise<ExecutionStatus | undefined>
  unfinishedOf(pipelineId: string): Promise<ExecutionRecord[]>
  /** Name of a pipeline that uses one of these plugins and is executing or about to. */
  unfinishedUsing(pluginNames: readonly string[]): Promise<string | undefined>
  /** Median duration in seconds of the last `count` successes. */
  medianSuccessSeconds(pipelineId: string, count: number): Promise<number | null>
  countByStatus(status: ExecutionStatus): Promise<number>
}

export interface StateStore {
  /** For people: where a value held secrets, they are masked. */
  current(pipelineId: string): Promise<StateVersion | undefined>
  /** The current value whole, for the extractor. Null = none. */
  bookmark(pipelineId: string): Promise<Json>
  versions(pipelineId: string, limit: number): Promise<StateVersion[]>
  /**
   * Saves what the loader confirmed, guarded by the lease; one version per execution, the last one wins (decision 21).
   * Also sets the execution's `stateAfter`. `shown` is given when the value holds secrets: it has them masked. False when
   * the lease is lost.
   */
  saveConfirmed(lease: Lease, pipelineId: string, value: Json, at: string, shown?: Json): Promise<boolean>
  /** Adds a version by hand (edit or reset). */
  edit(
    pipelineId: string,
    value: Json,
    source: 'edit' | 'reset',
    by: string | null,
    at: string,
  ): Promise<StateVersion>
}

export interface PluginStore {
  create(record: PluginRecord, audit?: AuditNote): Promise<'created' | 'name-taken'>
  find(id: string): Promise<PluginRecord | undefined>
  findByName(name: string, type?: PluginType): Promise<PluginRecord[]>
  /** Those of some names, without what they hold. */
  registered(names: readonly string[]): Promise<Pick<PluginRecord, 'id' | 'name' | 'type' | 'variant'>[]>
  list(query: PluginListQuery): Promise<List<PluginRecord>>
  /** Names by id, of those that are there. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** What the filter of the list lets through, by type and name. */
  matching(filter: PluginFilter, limit: number): Promise<{ id: string; name: string }[]>
  all(): Promise<PluginRecord[]>
  /** Guarded by revision; the record's own revision must be `expectedRevision + 1`. */
  update(record: PluginRecord, expectedRevision: number, audit?: AuditNote): Promise<boolean>
  remove(id: string, audit?: AuditNote): Promise<boolean>
  setInstall(
    id: string,
    install: { status: InstallStatus; error: string | null; installedAt: string | null; version?: string },
  ): Promise<void>
  /** Guard against two installers at once: sets `installing` or `uninstalling` unless one of them is set. */
  beginInstall(id: string, status: 'installing' | 'uninstalling', audit?: AuditNote): Promise<boolean>
  appendOutput(id: string, lines: InstallLine[]): Promise<void>
  clearOutput(id: string): Promise<void>
  output(id: string, after: number, limit: number): Promise<InstallLine[]>
}

export interface CatalogCache {
  get(key: string): Promise<JsonObject | undefined>
  put(key: string, pluginName: string, catalog: JsonObject, at: string): Promise<void>
}

/** Where log lines are stored. Masked before they come here. */
export interface LogStore {
  /** Appends lines in order; `firstLine` continues the log. Guarded by the lease. False when it is lost. */
  append(lease: Lease, lines: LogLine[]): Promise<boolean>
  /** Adds system lines to an execution that no worker holds (recovery). Returns the new last line number. */
  appendSystem(executionId: string, entries: { at: string; level: LogLevel; text: string }[]): Promise<number>
  page(executionId: string, query: LogQuery): Promise<LogPage>
  /**
   * Makes room in a log that is too long: removes lines behind `line`, the oldest first, until about so many bytes are
   * gone. What is gone is known as a gap. Gives the bytes that are gone, zero when the lease is lost.
   */
  dropAfter(lease: Lease, line: number, bytes: number): Promise<number>
  /** All lines in order, page by page, for a download with constant memory. */
  stream(executionId: string): AsyncIterable<LogLine[]>
}

export interface EventLog {
  /** Greatest seq there is, 0 for none. */
  head(): Promise<number>
  after(seq: number, limit: number): Promise<LiveEvent[]>
  /** Called after a commit that added events (in-process wake-up). Returns the unsubscribe function. */
  onAppend(listener: () => void): () => void
}

/** Lossy and fast (decision 44). */
export interface HintBus {
  publish(hint: LiveHint): void
  subscribe(listener: (hint: LiveHint) => void): () => void
}

export interface SecretBox {
  /** Authenticated encryption; the text names the key. */
  seal(plain: string): string
  open(sealed: string): string
}

/** Masks secret values in text before it is stored (decision 16). Keeps state across chunks of one source. */
export interface Masker {
  /** Masks a complete line. */
  line(text: string): string
}

/** Wakes the worker loop at once when an execution became pending, and stops executions that were cancelled. */
export interface WorkSignal {
  pending(): void
  cancelRequested(executionId: string): void
  forceRequested(executionId: string): void
}
/** The worker's side of the same signal. Returns the function that ends listening. */
export interface WorkSource {
  listen(listener: WorkSignal): () => void
}

// Processes.

/** A program to start: argument array, never a shell string; env is complete (nothing is inherited). */
export interface ProcessSpec {
  command: string[]
  cwd: string
  env: Record<string, string>
}

/**
 * How a process and its group ended. `cancelled` and `timed-out`: the stop signal came before its end, whatever the exit
 * code. `killed`: it died of a signal nobody here asked for, or the pipe stopped it because another stage ended.
 */
export interface ProcessEnd {
  outcome: 'exited' | 'cancelled' | 'timed-out' | 'killed' | 'spawn-failed'
  exitCode: number | null
  signal: string | null
  /** For spawn-failed: why, in one sentence. Else a remark: processes that it left behind. */
  error: string | null
}

/**
 * A line that a process wrote on stderr (or a transform on stdout), split at newlines, at most 64 KiB, not masked yet.
 * A promise as the answer is back-pressure: no more is read before it settles (some lines may still come from what
 * was read already). Listeners must not throw.
 */
export type OutputListener = (text: string) => void | Promise<void>

export interface StopOptions {
  /** Aborted to stop: SIGTERM to the group. The outcome is `timed-out` when the reason is a TimeoutError. */
  signal: AbortSignal
  /** Aborted to stop at once with SIGKILL. */
  forceSignal: AbortSignal
  graceMs: number
}

/** Runs one program to its end (discover, transform, pip). */
export interface ProcessStarter {
  start(
    spec: ProcessSpec,
    options: StopOptions & {
      executionId: string | null
      onStdout: ((chunk: Buffer) => void) | null
      /** Stdout by lines, in place of or beside `onStdout`. */
      onStdoutLine?: OutputListener
      onStderrLine: OutputListener
      onSpawn?: (pid: number) => void
      stdin?: string
    },
  ): Promise<ProcessEnd>
  /** Ends every process that carries this execution id, by group and by /proc scan; resolves when none is left. */
  sweep(executionId: string): Promise<{ killed: number }>
  /** Finds processes that carry any FLX_EXECUTION_ID of this installation (recovery). */
  findSurvivors(): Promise<{ pid: number; executionId: string }[]>
}

export interface SingerStage {
  kind: 'extract' | 'map' | 'load'
  plugin: string
  spec: ProcessSpec
}

export interface SingerPipeResult {
  /** In the order of the stages. */
  ends: ProcessEnd[]
  /**
   * Index of the stage that made the pipe stop the others: left before its input was at its end (a loader or a mapper),
   * could not be started, or wrote a line that must not pass. Not null = failed, whatever the exit codes.
   */
  endedBy: number | null
  /** The loader got `limitRecords` records; stages before it that were `killed` for it did nothing wrong. */
  limitReached: boolean
  counts: StreamCount[]
  recordsProcessed: number
  /** The loader ended while an earlier stage still wrote, or before it took the end of its input. */
  loaderLeftEarly: boolean
  /** A line over the limit: which stream, how many bytes. */
  oversizedLine: { stream: string | null; bytes: number } | null
  /** A line on the wire that is no Singer message: stage that wrote it, its start, its line number. */
  malformedLine: { plugin: string; lineNumber: number; excerpt: string } | null
}

/** extractor | mapper* | loader with back-pressure; bytes pass unchanged, counted by scanning (mechanism 9). */
export interface SingerPipe {
  pipe(
    stages: SingerStage[],
    options: StopOptions & {
      executionId: string
      /** After so many records into the loader its input ends, and the stages before it are stopped; null = all. */
      limitRecords: number | null
      onSpawn: (stage: number, pid: number) => void
      /** `enough`: it was stopped because the loader had all the records that it was to get. */
      onEnd: (stage: number, end: ProcessEnd, enough: boolean) => void
      /** As OutputListener. */
      onStderrLine: (stage: number, text: string) => void | Promise<void>
      /** Each complete line of the loader's stdout: a raw state value, not parsed. */
      onStateLine: (line: string) => void
      /** At most four a second; absolute values. */
      onProgress: (counts: StreamCount[], recordsProcessed: number) => void
    },
  ): Promise<SingerPipeResult>
}

/** Private folder of an execution: 0700, files 0600, removed afterwards. */
export interface ExecutionFolder {
  path: string
  write(name: string, content: string): Promise<string>
  remove(): Promise<void>
}
export interface ExecutionFolders {
  create(executionId: string): Promise<ExecutionFolder>
  /** Removes folders left behind by a crash. */
  removeAll(): Promise<void>
}

// Plugins.

export interface InstalledPlugin {
  /** What is started: program and leading arguments. */
  command: string[]
  version: string
  /** What the connector says about itself, when the registry lacks it and it answers `--about`. */
  about: ConnectorAbout | null
}

/** How a plugin is started. */
export interface PluginStart {
  /** Program and leading arguments. */
  command: string[]
  /** Its `bin` goes first on the PATH. */
  virtualEnvironment: string | null
}

export interface PluginInstaller {
  /** Creates the environment beside the old one and swaps on success; each output line goes to `onLine`. */
  install(plugin: PluginRecord, onLine: (text: string) => void, signal: AbortSignal): Promise<InstalledPlugin>
  uninstall(plugin: PluginRecord): Promise<void>
  /** Removes what an installation that was cut off has left; the environment in use stays. */
  tidy(plugin: PluginRecord): Promise<void>
  /** How an installed, registered or bundled plugin is started; throws AppError `invalid` with what to do when it cannot. */
  start(plugin: PluginRecord, parent: PluginRecord | undefined): Promise<PluginStart>
}

export interface LogEntry {
  source: LogSource
  level: LogLevel
  text: string
}
