import type { StreamCount } from '@flx/shared/executions/execution'
import type { Effort } from '@flx/shared/executions/step'
import type { ExecutionTotals } from '@flx/shared/executions/execution-totals'
import type { StreamColumns } from '@flx/shared/lineage/lineage'

/** A program to start: argument array, never a shell string; `env` is complete (nothing is inherited). */
export interface ProcessSpec {
  command: string[]
  cwd: string
  env: Record<string, string>
}

/**
 * The end of a process and its group. `cancelled` and `timed-out`: the stop signal preceded the end, whatever the exit code.
 * `killed`: it died from another signal, or the pipe stopped it because another stage ended.
 */
export interface ProcessEnd {
  outcome: 'exited' | 'cancelled' | 'timed-out' | 'killed' | 'spawn-failed'
  exitCode: number | null
  signal: string | null
  /** For spawn-failed, the reason in one sentence. Otherwise a remark about processes that it left behind. */
  error: string | null
}

/** Whether a program exited with code 0. */
export const exitedCleanly = ({ outcome, exitCode }: ProcessEnd): boolean =>
  outcome === 'exited' && exitCode === 0

/**
 * Takes a line from stderr (or from a transform's stdout), split at newlines, at most 64 KiB, not yet masked. If the line was
 * rewritten with carriage returns, it is the last form. Returning a promise applies back-pressure: reading pauses until it
 * settles (lines already read can still arrive). Listeners must not throw.
 */
type OutputListener = (text: string) => void | Promise<void>

export interface StopOptions {
  /** Stops the process on abort: SIGTERM to the group. The outcome is `timed-out` if the reason is a TimeoutError. */
  signal: AbortSignal
  /** Kills the process on abort, at once with SIGKILL. */
  forceSignal: AbortSignal
  graceMs: number
  /** Called on every write to stderr, and for stdout lines: even half a line is a sign of life. */
  sign?: () => void
}

/** Runs one program to its end (discover, transform, pip). */
export interface ProcessStarter {
  start(
    spec: ProcessSpec,
    options: StopOptions & {
      executionId: string | null
      onStdout: ((chunk: Buffer) => void) | null
      /** Stdout line by line, instead of or in addition to `onStdout`. */
      onStdoutLine?: OutputListener
      onStderrLine: OutputListener
      onSpawn?: (pid: number) => void
      stdin?: string
    },
  ): Promise<ProcessEnd>
  /** Kills every process that carries this execution id, by group and by a scan of /proc; resolves when none is left. */
  sweep(executionId: string): Promise<{ killed: number }>
  /** Finds processes that carry any FLX_EXECUTION_ID of this installation (for recovery). */
  findSurvivors(): Promise<{ pid: number; executionId: string }[]>
}

export interface SingerStage {
  kind: 'extract' | 'map' | 'load'
  plugin: string
  spec: ProcessSpec
}

export interface SingerPipeResult extends ExecutionTotals {
  /** In the order of the stages. */
  ends: ProcessEnd[]
  /** The working time of each stage; empty if not all stages could start. */
  efforts: Effort[]
  /**
   * Index of the stage that made the pipe stop the others: it exited before the end of its input (a loader or a mapper), could
   * not start, or wrote a line that must not pass. Not null = failed, whatever the exit codes.
   */
  endedBy: number | null
  /** The loader received `limitRecords` records; earlier stages that were `killed` because of it did not fail. */
  limitReached: boolean
  counts: StreamCount[]
  /** Columns of each stream's last SCHEMA, as the extractor wrote it and as the loader received it. */
  schemas: { extracted: StreamColumns; loaded: StreamColumns }
  /** Files of BATCH messages whose records are not in `counts`: unreadable, or in another format. */
  uncountedBatches: { stream: string; files: number }[]
  /** The loader exited while an earlier stage was still writing, or before it read the end of its input. */
  loaderLeftEarly: boolean
  /** A line over the limit: its stream and size in bytes. */
  oversizedLine: { stream: string | null; bytes: number } | null
  /** A line that is not a Singer message: the stage that wrote it, its start, its line number. */
  malformedLine: { plugin: string; lineNumber: number; excerpt: string } | null
}

/** Runs extractor | mapper* | loader with back-pressure; bytes pass unchanged and are counted by scanning (mechanism 9). */
export interface SingerPipe {
  pipe(
    stages: SingerStage[],
    options: StopOptions & {
      executionId: string
      /** After this many records the loader's input ends and the earlier stages are stopped; null = no limit. */
      limitRecords: number | null
      onSpawn: (stage: number, pid: number) => void
      /** `enough`: it was stopped because the loader had received `limitRecords` records. */
      onEnd: (stage: number, end: ProcessEnd, enough: boolean) => void
      /** See OutputListener. */
      onStderrLine: (stage: number, text: string) => void | Promise<void>
      /** Takes each complete line of the loader's stdout, not parsed: a state, or any other output. See OutputListener. */
      onStateLine: (line: string) => void | Promise<void>
      /** Called at most four times a second, with absolute values. */
      onProgress: (counts: StreamCount[]) => void
    },
  ): Promise<SingerPipeResult>
}

/** The private folder of an execution: 0700, files 0600, removed afterwards. */
export interface ExecutionFolder {
  path: string
  write(name: string, content: string): Promise<string>
  /** Writes a file that all executions share and that holds no secrets: written once, kept when the folder is removed. */
  writeShared(name: string, content: string): Promise<string>
  remove(): Promise<void>
}

export interface ExecutionFolders {
  create(executionId: string): Promise<ExecutionFolder>
  /** Removes the folders that a crash left behind. */
  removeAll(): Promise<void>
}
