import type { StreamCount } from '@flx/shared/executions/execution'
import type { Effort } from '@flx/shared/executions/step'
import type { ExecutionTotals } from '@flx/shared/executions/execution-totals'
import type { StreamColumns } from '@flx/shared/lineage/lineage'

/** A program to start: argument array, never a shell string; env is complete (nothing is inherited). */
export interface ProcessSpec {
  command: string[]
  cwd: string
  env: Record<string, string>
}

/**
 * How a process and its group ended. `cancelled` and `timed-out`: the stop signal came before its end, whatever the
 * exit code. `killed`: it died of a foreign signal, or the pipe stopped it because another stage ended.
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
 * Of a line that was rewritten behind carriage returns it is the last form.
 * A promise as the answer is back-pressure: no more is read before it settles (some lines may still come from what
 * was read already). Listeners must not throw.
 */
type OutputListener = (text: string) => void | Promise<void>

export interface StopOptions {
  /** Aborted to stop: SIGTERM to the group. The outcome is `timed-out` when the reason is a TimeoutError. */
  signal: AbortSignal
  /** Aborted to stop at once with SIGKILL. */
  forceSignal: AbortSignal
  graceMs: number
  /** Called whenever a program writes on stderr, or lines on stdout: also half a line is a sign of life. */
  sign?: () => void
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

export interface SingerPipeResult extends ExecutionTotals {
  /** In the order of the stages. */
  ends: ProcessEnd[]
  /** The working time of each stage; empty when not all could be started. */
  efforts: Effort[]
  /**
   * Index of the stage that made the pipe stop the others: left before its input was at its end (a loader or a mapper),
   * could not be started, or wrote a line that must not pass. Not null = failed, whatever the exit codes.
   */
  endedBy: number | null
  /** The loader got `limitRecords` records; stages before it that were `killed` for it did nothing wrong. */
  limitReached: boolean
  counts: StreamCount[]
  /** Columns of each stream's last SCHEMA: as it left the extractor, and as it came to the loader. */
  schemas: { extracted: StreamColumns; loaded: StreamColumns }
  /** Files of BATCH messages whose records are not in `counts`: they could not be read, or are in another format. */
  uncountedBatches: { stream: string; files: number }[]
  /** The loader ended while an earlier stage still wrote, or before it took the end of its input. */
  loaderLeftEarly: boolean
  /** A line over the limit: which stream, how many bytes. */
  oversizedLine: { stream: string | null; bytes: number } | null
  /** A line on the wire that is not a Singer message: the stage that wrote it, its start, its line number. */
  malformedLine: { plugin: string; lineNumber: number; excerpt: string } | null
}

/** extractor | mapper* | loader with back-pressure; bytes pass unchanged, counted by scanning (mechanism 9). */
export interface SingerPipe {
  pipe(
    stages: SingerStage[],
    options: StopOptions & {
      executionId: string
      /** After this many records the loader's input ends, and the stages before it are stopped; null = all. */
      limitRecords: number | null
      onSpawn: (stage: number, pid: number) => void
      /** `enough`: it was stopped because the loader had all the records that it was to get. */
      onEnd: (stage: number, end: ProcessEnd, enough: boolean) => void
      /** As OutputListener. */
      onStderrLine: (stage: number, text: string) => void | Promise<void>
      /** Each complete line of the loader's stdout, not parsed: a state, or what it prints besides. As OutputListener. */
      onStateLine: (line: string) => void | Promise<void>
      /** At most four a second; absolute values. */
      onProgress: (counts: StreamCount[]) => void
    },
  ): Promise<SingerPipeResult>
}

/** Private folder of an execution: 0700, files 0600, removed afterwards. */
export interface ExecutionFolder {
  path: string
  write(name: string, content: string): Promise<string>
  /** A file that every execution reads alike and that holds no secret: written once, it stays when the folder goes. */
  writeShared(name: string, content: string): Promise<string>
  remove(): Promise<void>
}

export interface ExecutionFolders {
  create(executionId: string): Promise<ExecutionFolder>
  /** Removes folders left behind by a crash. */
  removeAll(): Promise<void>
}
