import { formatCount, formatDuration } from '@flx/shared/core/quantities'
import type { Execution, ExecutionSummary } from '@flx/shared/executions/execution'
import type { LogLine, LogQuery } from '@flx/shared/logs/log'
import { isFinished } from '@flx/shared/executions/execution-status'

import { EXIT } from '../core/exit.ts'
import { pause, retryWhileAway } from '../core/pause.ts'
import type { Terminal } from '../core/terminal.ts'
import { answer, type Api } from './client.ts'

const POLL_MS = 1000
/** Time to wait for a server that restarts. */
const PATIENCE_MS = 120_000
const PAGE_LINES = 2000

export type LogFilter = Pick<LogQuery, 'level' | 'source' | 'search'>

interface FollowOptions {
  api: Api
  id: string
  signal: AbortSignal
  terminal: Terminal
  /** Receives new lines of the log; without it the log is not requested. */
  onLines?: (lines: readonly LogLine[]) => void
  /** Number of the last known line. */
  after?: number
  filter?: LogFilter
}

/** Follows an execution to its end, across restarts of the server. Returns undefined if aborted. */
export async function followExecution(options: FollowOptions): Promise<Execution | undefined> {
  const { api, id, signal, terminal, onLines } = options
  const withRetries = <T>(request: () => Promise<T>): Promise<T> =>
    retryWhileAway(request, {
      patienceMs: PATIENCE_MS,
      signal,
      onAway: ({ message }) => terminal.note(terminal.style.dim(`${message} Waiting for it.`)),
    })
  let after = options.after ?? 0
  try {
    while (!signal.aborted) {
      // Request the status first: the log of an ended execution is complete.
      const execution = await withRetries(() =>
        answer(api.executions[':id'].$get({ param: { id } }, { init: { signal } })),
      )
      if (onLines !== undefined) after = await readLines(after, onLines, withRetries)
      if (isFinished(execution.status)) return execution
      await pause(POLL_MS, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return undefined

  async function readLines(
    from: number,
    onPage: (lines: readonly LogLine[]) => void,
    retry: typeof withRetries,
  ) {
    for (let position = from; ;) {
      const query = { ...options.filter, after: position, limit: PAGE_LINES }
      const page = await retry(() =>
        answer(api.executions[':id'].log.$get({ param: { id }, query }, { init: { signal } })),
      )
      if (page.lines.length > 0) onPage(page.lines)
      const searched = page.searchedTo ?? null
      const next = searched ?? page.lines.at(-1)?.line ?? page.lastLine
      const isWhole = options.filter === undefined ? page.lines.length < PAGE_LINES : searched === null
      position = options.filter !== undefined && searched === null ? page.lastLine : Math.max(position, next)
      if (isWhole) return position
    }
  }
}

/** Formats a log line for reading. */
export function logText({ at, source, level, text }: LogLine, { style }: Terminal): string {
  const time = style.dim(at.slice(11, 19))
  const coloured = level === 'error' ? style.red(text) : level === 'warning' ? style.yellow(text) : text
  return `${time} ${style.dim(source.padEnd(9))} ${coloured}`
}

/** Describes in a sentence how an execution ended or what it is doing. */
export function executionSentence(execution: ExecutionSummary): string {
  const { id, pipelineName, status, durationSeconds, recordsProcessed, errorMessage } = execution
  const about = `Execution ${id} of "${pipelineName}"`
  switch (status) {
    case 'success':
      return `${about} succeeded in ${formatDuration(durationSeconds)}: ${recordsProcessed === null ? 'records not reported' : formatCount(recordsProcessed, 'record')}.`
    case 'failed':
      return `${about} failed: ${errorMessage ?? 'no reason was given'}`
    case 'cancelled':
      return `${about} was cancelled.`
    case 'pending':
      return `${about} is waiting to start.`
    case 'running':
      return `${about} is running.`
  }
}

/** Returns the exit code for the status of an ended execution. */
export const outcomeCode = ({ status }: Pick<ExecutionSummary, 'status'>): number =>
  status === 'success' ? EXIT.ok : status === 'cancelled' ? EXIT.cancelled : EXIT.failed
