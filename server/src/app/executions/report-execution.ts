import { summaryOf, totalsOf } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { ReportEnd, ReportLines, ReportStatus, ReportStart } from '@flx/shared/executions/report'

import { conflict, invalid, notFound } from '../../domain/core/errors.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import type { Masker } from '../../domain/core/ports.ts'
import type { ExecutionRecord, PipelineRecord } from '../../domain/core/records.ts'
import { endSentence, errorMessage, explain } from '../../domain/executions/error-summary.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import { exitedCleanly } from '../../domain/executions/processes.ts'
import type { ReportedExecution, ReportStore } from '../../domain/executions/reports/report-store.ts'
import {
  endedStep,
  finishedAt,
  processEnd,
  runningStep,
} from '../../domain/executions/reports/reported-end.ts'
import { LINES_BEFORE, readReportedLines } from '../../domain/executions/reports/reported-lines.ts'
import { createMasker, maskJson } from '../../domain/settings/secrets/masker.ts'
import { readStateLine } from '../../domain/singer/state/singer-state.ts'
import { nowText, type AppContext, type Requester } from '../core/context.ts'
import { requireRole } from '../access/require-role.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { storedSecrets } from '../settings/stored-secrets.ts'

export type ReportContext = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'executions' | 'states' | 'logs' | 'hints' | 'clock' | 'newId' | 'leaseSeconds'
> & {
  reports: ReportStore
  /** Returns the values of the secrets that an execution on this server would use. */
  secretsOf: (pipelineId: string) => Promise<string[]>
}

const RECENT_LINES = 200

/**
 * Adds an execution that runs elsewhere. Idempotent. Throws AppError `conflict` while another execution of
 * the pipeline is unfinished, or if the ID belongs to something else.
 */
export async function startReport(
  context: ReportContext,
  start: ReportStart,
  { actor }: Requester,
): Promise<ReportStatus> {
  const pipeline = await findPipeline(context, start.pipelineId)
  const masker = await maskerOf(context, pipeline)
  const command = start.command.map((argument) => masker.line(argument))
  const now = nowText(context)
  const reportedStart = new Date(start.startedAt).toISOString()
  const startedAt = reportedStart < now ? reportedStart : now
  const lease = { executionId: start.id, token: start.key }
  const continued = start.continues === undefined ? '' : await continuedSentence(context, start, pipeline)
  const state = await context.states.current(pipeline.id)
  const result = await refusedAs(
    () =>
      context.reports.start(
        {
          execution: {
            id: start.id,
            pipelineId: pipeline.id,
            pipelineName: pipeline.name,
            trigger: 'report',
            triggeredBy: actor.id,
            triggeredByName: actor.name,
            fullRefresh: false,
            options: { fullRefresh: false },
            attempt: 1,
            retryOf: null,
            firstExecutionId: null,
            queuedAt: startedAt,
            notBefore: null,
            priority: pipeline.priority,
          },
          lease,
          leaseExpiresAt: expiry(context),
          startedAt,
          worker: start.host,
          steps: [runningStep(command, startedAt)],
          stateBefore: state?.value ?? null,
          firstLine: {
            line: LINES_BEFORE,
            at: startedAt,
            source: 'system',
            level: 'info',
            text: `Execution ${start.id} of "${pipeline.name}" runs on ${start.host} and is reported from there.${continued}`,
          },
        },
        {
          actor,
          action: 'execute',
          entityType: 'execution',
          entityId: start.id,
          entityName: pipeline.name,
          changes: [{ path: 'host', after: start.host }],
        },
      ),
    ({ reason }) =>
      reason === 'archived'
        ? conflict(
            `Cannot report an execution of pipeline "${pipeline.name}": it is archived. Restore it first.`,
          )
        : undefined,
  )
  if (result.outcome === 'unfinished')
    throw conflict(
      `Cannot report an execution of pipeline "${pipeline.name}" yet: execution ${result.unfinishedId} has not ended.`,
      { executionId: result.unfinishedId },
    )
  return presentReport(context, await findReport(context, start.id, start.key))
}

/** Returns the sentence for the log that names the interrupted execution this one continues. */
async function continuedSentence(
  { reports }: ReportContext,
  { continues = '' }: ReportStart,
  pipeline: PipelineRecord,
): Promise<string> {
  const earlier = (await reports.find(continues))?.execution
  if (
    earlier?.pipelineId !== pipeline.id ||
    earlier.trigger !== 'report' ||
    earlier.outcome !== 'interrupted'
  )
    throw invalid('This is not an interrupted, reported execution of this pipeline.', 'continues')
  return ` It continues execution ${continues}, which ended as interrupted because its report was cut off.`
}

/**
 * Stores log lines in order and counts the records they report. Lines already stored are skipped; `next` in
 * the answer is the number of the next expected line. A call without lines only signals that the program is
 * still running.
 */
export async function reportLines(
  context: ReportContext,
  id: string,
  { key, first, lines }: ReportLines,
): Promise<ReportStatus> {
  const before = await findReport(context, id, key)
  if (isFinished(before.execution.status)) return presentReport(context, before)
  const pipeline = await context.pipelines.find(before.execution.pipelineId)
  const masker = lines.length === 0 ? createMasker([]) : await maskerOf(context, pipeline)
  const parsed = readReportedLines(first, lines, masker, nowText(context))
  const after = await context.reports.append(
    { executionId: id, token: key },
    parsed.lines,
    parsed.count,
    expiry(context),
  )
  if (after !== undefined) publish(context, before, after)
  return presentReport(context, after ?? (await findReport(context, id, key)))
}

/**
 * Ends a reported execution as its program ended. Throws AppError `forbidden` for a state without the role
 * editor, and `invalid` if the state is not valid.
 */
export async function endReport(
  context: ReportContext,
  id: string,
  end: ReportEnd,
  requester: Requester,
): Promise<ReportStatus> {
  if (end.state !== undefined) requireRole(requester, 'editor', 'Reporting a state ("state")')
  const report = await findReport(context, id, end.key)
  const { execution } = report
  if (isFinished(execution.status)) return presentReport(context, report)
  const lease = { executionId: id, token: end.key }
  const at = finishedAt(execution.startedAt, end, nowText(context))
  if (end.state !== undefined) await saveState(context, execution, lease, end.state, at)
  const [step] = execution.steps
  const programEnd = processEnd(end)
  const name = step?.plugin ?? 'The command'
  const recent = (await context.logs.page(id, { limit: RECENT_LINES })).lines.filter(
    ({ source }) => source === 'command',
  )
  const status = exitedCleanly(programEnd) ? 'success' : end.cancelled ? 'cancelled' : 'failed'
  const message = status === 'failed' ? errorMessage(name, programEnd, recent) : null
  const isStored = await context.logs.append(lease, [
    {
      line: (await lastLineOf(context, id)) + 1,
      at,
      source: 'system',
      level: status === 'failed' ? 'error' : 'info',
      text: `${endSentence(name, programEnd)}.`,
    },
  ])
  if (isStored) {
    const logLines = await lastLineOf(context, id)
    const { streams } = execution
    const outcome = ({ success: 'completed', failed: 'errored', cancelled: 'cancelled' } as const)[status]
    await context.executions.finish(
      lease,
      {
        status,
        outcome,
        errorMessage: message,
        errorLines: status === 'failed' ? explain(recent).lines : [],
        streams,
        ...totalsOf(streams),
        steps: step === undefined ? [] : [endedStep(step, programEnd, status, at)],
        logLines,
      },
      at,
    )
  }
  return presentReport(context, await findReport(context, id, end.key))
}

const lastLineOf = async ({ logs }: ReportContext, id: string): Promise<number> =>
  (await logs.page(id, { limit: 1 })).lastLine

/** Returns the report with that key. An ended report has no key and can no longer be written to. */
async function findReport({ reports }: ReportContext, id: string, key: string): Promise<ReportedExecution> {
  const report = await reports.find(id)
  if (report === undefined) throw notFound('execution', id)
  const { trigger, status, leaseToken } = report.execution
  if (trigger !== 'report') throw conflict(`Execution ${id} is not a reported execution.`)
  if (!isFinished(status) && leaseToken !== key)
    throw conflict(`Execution ${id} is reported with a different key.`)
  return report
}

const presentReport = (
  { leaseSeconds }: ReportContext,
  { execution, lastLine }: ReportedExecution,
): ReportStatus => ({
  execution: summaryOf(execution),
  next: lastLine - LINES_BEFORE + 1,
  heartbeatSeconds: leaseSeconds,
})

const expiry = ({ clock, leaseSeconds }: ReportContext): string =>
  new Date(clock.now().getTime() + leaseSeconds * 1000).toISOString()

async function maskerOf(context: ReportContext, pipeline: PipelineRecord | undefined): Promise<Masker> {
  if (pipeline === undefined) return createMasker([])
  const stored = await storedSecrets(context, pipeline)
  return createMasker([...stored, ...(await context.secretsOf(pipeline.id))])
}

/** Publishes the growth of the log and the counts to the pages that follow the execution. */
function publish({ hints }: ReportContext, before: ReportedExecution, after: ReportedExecution): void {
  const { id, pipelineId, recordsProcessed, bytesTransferred, streams } = after.execution
  if (after.lastLine > before.lastLine)
    hints.publish({
      type: 'log.appended',
      executionId: id,
      firstLine: before.lastLine + 1,
      lastLine: after.lastLine,
    })
  if ((recordsProcessed ?? 0) > (before.execution.recordsProcessed ?? 0))
    hints.publish({
      type: 'execution.progress',
      executionId: id,
      pipelineId,
      recordsProcessed,
      bytesTransferred,
      streams,
    })
}

async function saveState(
  context: ReportContext,
  { pipelineId, stateBefore }: ExecutionRecord,
  lease: Lease,
  text: string,
  at: string,
): Promise<void> {
  const parsed = readStateLine(text)
  if ('refusal' in parsed) {
    if (parsed.refusal === 'empty') return
    throw invalid('This is not a Singer or Meltano state.', 'state')
  }
  if (parsed.partial === true)
    throw invalid('This is the state of only some streams. Report the whole state.', 'state')
  if (JSON.stringify(parsed.state) === JSON.stringify(stateBefore)) return
  const pipeline = await context.pipelines.find(pipelineId)
  const shown = maskJson(parsed.state, await maskerOf(context, pipeline))
  await context.states.saveConfirmed(
    lease,
    pipelineId,
    {
      value: parsed.state,
      ...(parsed.text !== undefined && { text: parsed.text }),
      ...(shown !== parsed.state && { shown }),
    },
    at,
  )
}
