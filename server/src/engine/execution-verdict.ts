import type { LogLine } from '@flx/shared/logs/log'

import { endSentence, errorMessage, explain } from '../domain/executions/error-summary.ts'
import { messageOf } from '../domain/core/errors.ts'
import { exitedCleanly, type ProcessEnd, type SingerPipeResult } from '../domain/executions/processes.ts'
import type { ExecutionResult } from '../domain/core/records.ts'
import { stopKind } from '../domain/executions/stop-reason.ts'

/** The end of an execution, with its reason. */
export type Verdict = Pick<ExecutionResult, 'status' | 'outcome' | 'errorMessage' | 'errorLines'>

export const succeeded = (): Verdict => ({
  status: 'success',
  outcome: 'completed',
  errorMessage: null,
  errorLines: [],
})

export const failed = (errorMessage: string, errorLines: LogLine[]): Verdict => ({
  status: 'failed',
  outcome: 'errored',
  errorMessage,
  errorLines,
})

/** Applies a stop to a verdict: a requested cancel overrides all exit codes. */
export function applyStop(signal: AbortSignal, verdict: Verdict): Verdict {
  switch (stopKind(signal)) {
    case 'cancel':
      return { status: 'cancelled', outcome: 'cancelled', errorMessage: null, errorLines: [] }
    case 'timeout':
      if (verdict.status === 'success') return verdict
      return {
        status: 'failed',
        outcome: 'timed-out',
        errorMessage:
          'The execution was stopped at its time limit. The state that the loader confirmed is kept. Raise the limit, or execute again to continue.',
        errorLines: [],
      }
    case 'silence':
      if (verdict.status === 'success') return verdict
      return {
        status: 'failed',
        outcome: 'timed-out',
        errorMessage:
          'The execution was stopped at its silence limit: no records or log lines came for too long. The state that the loader confirmed is kept. Raise the limit, or execute again to continue.',
        errorLines: [],
      }
    case 'shutdown':
      if (verdict.status === 'success') return verdict
      return {
        status: 'failed',
        outcome: 'interrupted',
        errorMessage:
          'The server was shut down while this execution was running. The state that the loader confirmed is kept. Execute it again to continue.',
        errorLines: [],
      }
    case 'cut-off':
      if (verdict.status === 'success') return verdict
      return {
        status: 'failed',
        outcome: 'interrupted',
        errorMessage:
          'The database could not be reached for so long that another worker might have taken over, so this one stopped the execution. The state that the loader confirmed is kept. Execute it again to continue.',
        errorLines: [],
      }
    case 'storage':
      if (verdict.status === 'success') return verdict
      return failed(
        `The execution was stopped because its log and counts could no longer be saved. ${messageOf(signal.reason)} The state that the loader confirmed is kept. Execute it again to continue.`,
        [],
      )
    case 'lease-lost':
    case undefined:
      return verdict
  }
}

interface StageInPipe {
  plugin: string
  kind: 'extract' | 'map' | 'load'
  recent: readonly LogLine[]
}

/** Explains why the pipe failed, null if it did not. The stage that ended the others comes first. */
export function pipeFailure(stages: readonly StageInPipe[], result: SingerPipeResult): Verdict | null {
  const { malformedLine, oversizedLine } = result
  if (oversizedLine !== null) {
    return failed(
      `A line of ${formatMebibytes(oversizedLine.bytes)} MiB ${oversizedLine.stream === null ? '' : `of stream "${oversizedLine.stream}" `}is longer than the limit of 64 MiB`,
      [],
    )
  }
  if (malformedLine !== null) {
    const { plugin, lineNumber, excerpt } = malformedLine
    return failed(
      `${plugin} wrote something other than a Singer message in line ${lineNumber}: ${excerpt}`,
      [],
    )
  }
  const hasFailed = (index: number): boolean => {
    const end = result.ends[index]
    if (end === undefined || exitedCleanly(end)) return false
    const isStopped = result.limitReached && index < result.ends.length - 1
    return !(isStopped && end.outcome === 'killed')
  }
  const endedBy = result.endedBy
  if (endedBy !== null) {
    const stage = stages[endedBy]
    const end = result.ends[endedBy]
    if (stage !== undefined && end !== undefined) {
      if (!exitedCleanly(end)) return stageFailure(stage, end)
      return failed(
        `${stage.plugin} stopped early: it exited with code 0 before it had read all its input, so records were lost`,
        explain(stage.recent).lines,
      )
    }
  }
  if (result.loaderLeftEarly) {
    const loader = stages.at(-1)
    return failed(
      `${loader?.plugin ?? 'The loader'} stopped early: it exited before it had read all its input`,
      explain(loader?.recent ?? []).lines,
    )
  }
  // The first failed stage is the cause; later failures often only follow from it.
  const first = stages.findIndex((_stage, index) => hasFailed(index))
  const stage = stages[first]
  const end = result.ends[first]
  if (stage === undefined || end === undefined) return null
  const verdict = stageFailure(stage, end)
  const others = stages.flatMap((other, index) => {
    const otherEnd = result.ends[index]
    return index > first && otherEnd !== undefined && hasFailed(index)
      ? [endSentence(other.plugin, otherEnd)]
      : []
  })
  if (others.length === 0) return verdict
  return { ...verdict, errorMessage: `${verdict.errorMessage}; ${others.join('; ')}` }
}

/** Describes a failed process, with the log lines that explain it. */
export function stageFailure(
  stage: { plugin: string; recent: readonly LogLine[] },
  end: ProcessEnd,
): Verdict {
  return failed(errorMessage(stage.plugin, end, stage.recent), explain(stage.recent).lines)
}

const formatMebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)
