import { randomUUID } from 'node:crypto'

import type { ReportStatus } from '@flx/shared/executions/report'
import { isFinished } from '@flx/shared/executions/execution-status'

import { answer, ApiFailure, type Api } from '../api/client.ts'
import { findPipeline } from '../api/find.ts'
import { EXIT, Failure } from '../core/exit.ts'
import { isPassing, pause } from '../core/pause.ts'
import type { CommandEnd, Spool } from './spool.ts'

const FLUSH_MS = 500
const RETRY_MS = 500
/** Longest time between heartbeats, and between attempts to reach the server. */
const MAX_SILENCE_MS = 5000
/** Number of heartbeats within the time after which the server counts the report as lost. */
const HEARTBEATS_PER_TIMEOUT = 6

/**
 * The result of a delivery: delivered completely, ended by the server meanwhile, refused, or kept for later.
 */
export type Delivery =
  | { outcome: 'delivered'; report: ReportStatus }
  | { outcome: 'lost'; report: ReportStatus }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'kept'; reason: string }

interface DeliveryOptions {
  api: Api
  spool: Spool
  /** Returns how the command ended, once it has. */
  end: () => CommandEnd | undefined
  /**
   * Whether the reporting program was killed: its remaining lines are sent, and the command's end is unknown.
   */
  isAbandoned?: boolean
  /** Returns until when to retry after the end, in ms of the clock. */
  giveUpAt: () => number
  /** Returns a signal that is aborted to send at once: for new lines or the end. */
  woken: () => AbortSignal
  onStatus?: (report: ReportStatus) => void
  note: (text: string) => void
}

/** Sends a report while its command runs and afterwards, also after the server was away. Never rejects. */
export async function deliver(options: DeliveryOptions): Promise<Delivery> {
  const { api, spool, note } = options
  let started = false
  let failedAttempts = 0
  let notedReason = ''
  let answeredAt = 0
  let silenceMs = MAX_SILENCE_MS
  for (;;) {
    const ended = options.end()
    try {
      const report = started ? await sendLines(api, spool) : await begin(api, spool)
      started = true
      if (failedAttempts > 0 && notedReason !== '') note('The report continues.')
      failedAttempts = 0
      notedReason = ''
      answeredAt = Date.now()
      silenceMs = Math.min(MAX_SILENCE_MS, (report.heartbeatSeconds * 1000) / HEARTBEATS_PER_TIMEOUT)
      options.onStatus?.(report)
      if (isFinished(report.execution.status)) {
        if (options.isAbandoned === true || !continueReport(report, spool, note))
          return { outcome: 'lost', report }
        started = false
        continue
      }
      if (ended !== undefined && spool.isEmpty) {
        const last = await finish(api, spool, ended, note)
        if (!continueReport(last, spool, note)) return { outcome: 'delivered', report: last }
        started = false
        continue
      }
      if (!spool.isEmpty) continue
      if (options.isAbandoned === true) return { outcome: 'delivered', report }
      await pause(silenceMs - (Date.now() - answeredAt), options.woken())
      // Lines come in bursts: send them together.
      if (options.end() === undefined) await pause(FLUSH_MS)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!isPassing(error) && !isWaiting(error)) return { outcome: 'refused', reason }
      const isOver = options.isAbandoned === true || options.end() !== undefined
      if (isOver && Date.now() > options.giveUpAt()) return { outcome: 'kept', reason }
      if (notedReason !== reason) note(`${reason} The command continues; the report is kept and sent later.`)
      notedReason = reason
      await pause(Math.min(RETRY_MS * 2 ** failedAttempts, silenceMs))
      failedAttempts += 1
    }
  }
}

/**
 * Returns whether another execution of the pipeline has not ended. That of a killed reporter ends once it
 * counts as lost.
 */
const isWaiting = (error: unknown): boolean => error instanceof ApiFailure && error.isUnfinished

/**
 * Continues as another execution after the server ended this one because it heard nothing, for example when
 * the network was down: the command is still running. Returns false if a user ended it.
 */
function continueReport({ execution }: ReportStatus, spool: Spool, note: (text: string) => void): boolean {
  if (execution.outcome !== 'interrupted') return false
  const startedAt = execution.finishedAt ?? new Date().toISOString()
  spool.continueAs({ id: randomUUID(), key: randomUUID() + randomUUID(), startedAt })
  note(
    `The server received nothing for too long and ended execution ${execution.id} as interrupted. The report continues as execution ${spool.head.id}.`,
  )
  return true
}

async function begin(api: Api, { head }: Spool): Promise<ReportStatus> {
  const { id: pipelineId } = await findPipeline(api, head.pipeline)
  const { id, key, startedAt, host, command, continues } = head
  const json = {
    id,
    key,
    pipelineId,
    startedAt,
    host,
    command,
    ...(continues !== undefined && { continues }),
  }
  return answer(api.executions.reports.$post({ json }))
}

async function sendLines(api: Api, spool: Spool): Promise<ReportStatus> {
  const { lines, sizes } = spool.next()
  const first = spool.position
  const { id, key } = spool.head
  const report = await answer(
    api.executions[':id'].report.lines.$post({ param: { id }, json: { key, first, lines } }),
  )
  // An ended execution takes no more lines, and counts lines of its own.
  if (isFinished(report.execution.status)) return report
  const stored = Math.min(report.next - first, lines.length)
  if (stored < 0) throw new Failure('The server has lost part of the log.', { exit: EXIT.failed })
  spool.sent(sizes, stored)
  return report
}

async function finish(
  api: Api,
  { head: { id, key } }: Spool,
  { state, ...end }: CommandEnd,
  note: (text: string) => void,
): Promise<ReportStatus> {
  const param = { id }
  const send = (json: typeof end & { state?: string }) =>
    answer(api.executions[':id'].report.end.$post({ param, json: { key, ...json } }))
  if (state === undefined) return send(end)
  try {
    return await send({ ...end, state })
  } catch (error) {
    if (!(error instanceof ApiFailure) || (error.status !== 403 && error.status !== 422)) throw error
    note(`The state was not accepted: ${error.message}`)
    return send(end)
  }
}
