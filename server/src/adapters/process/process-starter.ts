import { randomUUID } from 'node:crypto'

import type { ProcessEnd, ProcessStarter, StopOptions } from '../../domain/executions/processes.ts'
import { watchOutput } from './child-sockets.ts'
import type { Keeper } from './keeper.ts'
import { readLines } from './pipe/line-splitter.ts'
import { openOutputPipes } from './pipe/output-pipes.ts'
import { findMarked } from './proc-scan.ts'
import { startGroup } from './process-group.ts'
import { spawnTurn } from './spawn-turn.ts'
import { bindStopSignals, stopCause } from './stop-signals.ts'
import { sweepExecution } from './sweeper.ts'

/** Longer lines of a log are cut. */
const MAX_LOG_LINE_BYTES = 64 * 1024

/** Returns the options for reading an output that is a log. */
export const logLines = ({ sign }: Pick<StopOptions, 'sign'>) => ({
  maxBytes: MAX_LOG_LINE_BYTES,
  rewrites: true,
  sign,
})

/**
 * Creates a starter of single programs. `installation` marks what it starts, so that recovery finds exactly its own
 * processes: any text that is stable across restarts and unique on the machine. `keeper` ends them if this process is
 * killed.
 */
export function createProcessStarter({
  installation,
  keeper,
}: {
  installation: string
  keeper?: Keeper
}): ProcessStarter {
  return {
    async start(spec, options) {
      const pipes = await openOutputPipes(true)
      await spawnTurn()
      if (options.signal.aborted || options.forceSignal.aborted) {
        pipes?.discard()
        return notStarted(options.signal)
      }
      // A program without an execution (an installation) is also found by its mark.
      const executionId = options.executionId ?? `none-${randomUUID()}`
      const group = await startGroup(spec, {
        pipes,
        installation,
        keeper,
        executionId,
        withStdin: options.stdin !== undefined,
        graceMs: options.graceMs,
        signal: options.signal,
      })
      if ('failed' in group) return group.failed
      options.onSpawn?.(group.pid)
      const { stdout, stderr } = group
      group.addOutput(watchOutput(stdout))
      group.addOutput(watchOutput(stderr))
      if (options.onStdout !== null) stdout.on('data', options.onStdout)
      const linesRead = [readLines(stderr, logLines(options), options.onStderrLine)]
      if (options.onStdoutLine !== undefined) {
        linesRead.push(readLines(stdout, logLines(options), options.onStdoutLine))
      }
      // A program that does not read its stdin closes it; its exit code shows whether that is an error.
      group.stdin?.on('error', () => undefined).end(options.stdin)
      const unbind = bindStopSignals([group], options, () => sweepExecution(installation, executionId))
      const end = await group.ended()
      unbind()
      await Promise.all(linesRead)
      await sweepExecution(installation, executionId)
      return end
    },
    sweep: (executionId) => sweepExecution(installation, executionId),
    async findSurvivors() {
      const marked = await findMarked(installation)
      return marked
        .filter(({ pid }) => pid !== process.pid)
        .map(({ pid, executionId }) => ({ pid, executionId }))
    },
  }
}

/** Returns the end of a program that was stopped before it was started. */
export const notStarted = (signal: AbortSignal): ProcessEnd => ({
  outcome: stopCause(signal),
  exitCode: null,
  signal: null,
  error: null,
})
