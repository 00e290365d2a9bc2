import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

import type { ProcessEnd, ProcessSpec } from '../../domain/executions/processes.ts'
import type { OutputReader } from './child-sockets.ts'
import type { Keeper } from './keeper.ts'
import type { OutputPipes } from './pipe/output-pipes.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import { steadyClock } from '../system/system.ts'
import { EXECUTION_MARK, groupMembers, INSTALLATION_MARK } from './proc-scan.ts'
import { signalGroup } from './signals.ts'
import { lacksDescriptors, spawnFailure } from './spawn-failure.ts'
import { withinTime } from './within-time.ts'

/** Why the server stops a process. */
export type StopCause = 'cancelled' | 'timed-out' | 'killed'

/** A started program with everything it starts, in its own process group. */
export interface ProcessGroup {
  readonly pid: number
  readonly stdin: Writable | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the program itself has ended, with whether it exited with 0; its children might live on. */
  readonly exited: Promise<boolean>
  /** Adds an output that belongs to the end: `ended` waits until it is read. */
  addOutput(output: OutputReader): void
  /**
   * Sends SIGTERM to the group, and SIGKILL after the grace period. The first cause counts, but a user's takes
   * precedence over the pipe's.
   */
  terminate(cause: StopCause): void
  /** Sends SIGKILL to the group at once. */
  kill(cause: StopCause): void
  /** Resolves when program, group and outputs have ended. Call once, after all `addOutput`. */
  ended(): Promise<ProcessEnd>
}

export interface GroupOptions {
  installation: string
  keeper: Keeper | undefined
  executionId: string
  withStdin: boolean
  /** Opened by `openOutputPipes` before the start of any program whose output is read together with this one's. */
  pipes: OutputPipes | undefined
  graceMs: number
  /** Aborting gives up a start that waits for free descriptors. */
  signal: AbortSignal
}

const TICK_MS = 50
/** As long as executions wait for a full disk. */
const PATIENCE_MS = 30_000
/** After the program's exit, an output that is silent for this long is held open by a process left behind. */
const IDLE_TICKS = 20
/** … and an output on which something keeps arriving is given up after this long. */
const MAX_TICKS = 600
/** A killed group that still exists after this time is stuck in the kernel, or its parent does not reap it. */
const KILLED_TICKS = 60

/**
 * Starts a program in its own process group. Errors at the start are returned, not thrown. Waits for nothing if all
 * goes well: bytes that a socket reads before its handle is taken would be lost.
 */
export async function startGroup(
  spec: ProcessSpec,
  options: GroupOptions,
): Promise<ProcessGroup | { failed: ProcessEnd }> {
  const [program, ...args] = spec.command
  const { keeper } = options
  const marks = {
    ...{ [EXECUTION_MARK]: options.executionId, [INSTALLATION_MARK]: options.installation },
    ...keeper?.mark,
  }
  keeper?.watch()
  const { pipes } = options
  const outputs = pipes?.childFds ?? (['pipe', 'pipe'] as const)
  const start = (): ChildProcess =>
    spawn(program ?? '', args, {
      cwd: spec.cwd,
      env: { ...spec.env, ...marks },
      detached: true,
      shell: false,
      stdio: [options.withStdin ? 'pipe' : 'ignore', ...outputs],
    })
  const policy: RetryPolicy = {
    shouldRetry: ({ error, elapsedMs }) => lacksDescriptors(error) && elapsedMs <= PATIENCE_MS,
    pauseMs: TICK_MS,
    signal: options.signal,
  }
  let child: ChildProcess
  try {
    child = await retry(steadyClock, policy, async () => {
      const starting = start()
      if (starting.pid !== undefined) return starting
      throw await new Promise<unknown>((resolve) => void starting.once('error', resolve))
    })
  } catch (error) {
    pipes?.discard()
    return { failed: await spawnFailure(spec, error) }
  }
  const { pid } = child
  const ends = endsOf(child, pipes)
  if (pid === undefined || ends === undefined) {
    throw new TypeError('A program that was started has neither a process nor an output.')
  }
  pipes?.closeChildEnds()
  // After the start, `error` only reports a signal that could not be sent, which the waiting below covers.
  child.on('error', () => undefined)
  return followGroup({ child, pid, ends, graceMs: options.graceMs })
}

type OutputEnds = Pick<ProcessGroup, 'stdout' | 'stderr'>

/** Returns undefined if the program could not be started. */
function endsOf(child: ChildProcess, pipes: OutputPipes | undefined): OutputEnds | undefined {
  const sockets = { stdout: child.stdout, stderr: child.stderr }
  // Evaluated when the stage is read: see OutputPipes.
  const stdout = (): Readable | null => pipes?.stdout ?? sockets.stdout
  const stderr = (): Readable | null => pipes?.stderr ?? sockets.stderr
  if (pipes === undefined && (sockets.stdout === null || sockets.stderr === null)) return undefined
  return {
    get stdout() {
      return present(stdout())
    },
    get stderr() {
      return present(stderr())
    },
  }
}

function present(stream: Readable | null): Readable {
  if (stream === null) throw new TypeError('This program does not have that output.')
  return stream
}

interface Started {
  child: ChildProcess
  pid: number
  ends: OutputEnds
  graceMs: number
}

function followGroup({ child, pid, ends, graceMs }: Started): ProcessGroup {
  const outputs: OutputReader[] = []
  let cause: StopCause | null = null
  let graceTimer: NodeJS.Timeout | undefined
  let killed = false
  // The number of a group without members can be reused: it gets no more signals.
  let hasEnded = false
  // Set at the exit: a later cancellation does not change how the program ended.
  let exit: { exitCode: number | null; signal: string | null; cause: StopCause | null } | null = null

  const exited = new Promise<boolean>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      exit = { exitCode, signal, cause }
      hasEnded = !signalGroup(pid, 0)
      resolve(exitCode === 0)
    })
  })

  function recordCause(reason: StopCause): void {
    if (exit === null && (cause === null || cause === 'killed')) cause = reason
  }

  function terminate(reason: StopCause): void {
    recordCause(reason)
    if (graceTimer !== undefined || killed || hasEnded) return
    signalGroup(pid, 'SIGTERM')
    graceTimer = setTimeout(() => kill(reason), graceMs)
  }

  function kill(reason: StopCause): void {
    recordCause(reason)
    clearTimeout(graceTimer)
    if (killed || hasEnded) return
    killed = true
    signalGroup(pid, 'SIGKILL')
  }

  async function ended(): Promise<ProcessEnd> {
    await exited
    const outcomes = await Promise.all(outputs.map((output) => waitForOutput(output)))
    if (graceTimer === undefined) kill('killed')
    await waitForGroup()
    hasEnded = true
    clearTimeout(graceTimer)
    return describe(outcomes.includes('given-up'))
  }

  /** Waits for an output, but not forever: a child that called setsid can hold it open. */
  async function waitForOutput(output: OutputReader): Promise<'closed' | 'given-up'> {
    let idle = 0
    let ticks = 0
    let bytes = output.bytesRead()
    let open = true
    const closed = output.closed.then(() => {
      open = false
    })
    for (;;) {
      await withinTime(closed, TICK_MS)
      if (!open) return 'closed'
      // An output that waits for a slow receiver is not idle.
      if (output.isWaiting()) continue
      ticks += 1
      idle = output.bytesRead() === bytes ? idle + 1 : 0
      bytes = output.bytesRead()
      if (idle < IDLE_TICKS && ticks < MAX_TICKS) continue
      output.abandon()
      await closed
      return 'given-up'
    }
  }

  /** Waits until no member is left; the grace timer kills those that ignore SIGTERM. */
  async function waitForGroup(): Promise<void> {
    if (hasEnded) return
    for (let ticks = 0; signalGroup(pid, 0); ticks = killed ? ticks + 1 : 0) {
      // The kernel still counts a member that ended but was not reaped by its parent.
      if ((await groupMembers(pid))?.length === 0 || ticks > KILLED_TICKS) return
      await delay(TICK_MS)
    }
  }

  function describe(hasLeftovers: boolean): ProcessEnd {
    const { exitCode = null, signal = null, cause: stopped = null } = exit ?? {}
    const error =
      hasLeftovers && stopped === null ? 'It left a process behind that kept its output open.' : null
    return { outcome: stopped ?? (signal === null ? 'exited' : 'killed'), exitCode, signal, error }
  }

  return {
    pid,
    stdin: child.stdin,
    get stdout() {
      return ends.stdout
    },
    get stderr() {
      return ends.stderr
    },
    exited,
    addOutput: (output) => void outputs.push(output),
    terminate,
    kill,
    ended,
  }
}
