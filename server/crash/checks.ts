import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Execution } from '@flx/shared/executions/execution'
import type { LogLine } from '@flx/shared/logs/log'
import { isFinished, type ExecutionStatus } from '@flx/shared/executions/execution-status'
import Database from 'better-sqlite3'

import { SHARED_FOLDER } from '../src/adapters/process/execution-folders.ts'
import type { Phase, Victim } from './cells.ts'
import { startedBy } from './processes.ts'
import { execute, loaded, readExecution, RECORDS, until, type Trial } from './trial.ts'

/** The executions of a pipeline as the database had them when the server was dead. */
export type Stored = Map<string, { status: ExecutionStatus; cancelRequested: boolean }>

/** Reads them while no server is running. */
export function readStored(dataDir: string, pipelineId: string): Stored {
  const db = new Database(join(dataDir, 'flx.db'))
  try {
    const rows = db
      .prepare<[string], { id: string; status: ExecutionStatus; cancel_requested_at: string | null }>(
        'select id, status, cancel_requested_at from execution where pipeline_id = ?',
      )
      .all(pipelineId)
    return new Map(
      rows.map(({ id, status, cancel_requested_at }) => [
        id,
        { status, cancelRequested: cancel_requested_at !== null },
      ]),
    )
  } finally {
    db.close()
  }
}

/** Waits until every execution of the pipeline has ended, and returns them, oldest first. */
export async function waitUntilSettled(trial: Trial): Promise<Execution[]> {
  const { items } = await until('every execution of the pipeline has ended', async () => {
    const page = await trial.installation.get<{ items: { id: string; status: ExecutionStatus }[] }>(
      `/executions?pipelineId=${trial.pipelineId}&sort=queuedAt&limit=50`,
    )
    return page.items.every(({ status }) => isFinished(status)) ? page : undefined
  })
  return Promise.all(items.map(({ id }) => readExecution(trial, id)))
}

/**
 * Describes what is wrong after a kill, in sentences; empty when everything is as promised. Finishes with another
 * execution, which must succeed and complete the loader's tables.
 */
export async function findFaults(
  trial: Trial,
  kill: { victim: Victim; phase: Phase; stored: Stored | null },
): Promise<string[]> {
  const { installation } = trial
  const executions = await waitUntilSettled(trial)
  const faults = [
    ...stateFaults(trial, executions),
    ...statusFaults(trial, executions, kill),
    ...(await endFaults(trial, executions)),
  ]
  const following = await execute(installation, trial.pipelineId)
  const last = (await waitUntilSettled(trial)).find(({ id }) => id === following)
  if (last?.status !== 'success') {
    faults.push(`The following execution is ${last?.status}: ${last?.errorMessage}`)
  }
  return [
    ...faults,
    ...stateFaults(trial, last === undefined ? [] : [last]),
    ...tableFaults(trial),
    ...leftovers(installation.dataDir),
    ...integrityFaults(installation.dataDir),
  ]
}

/** The status that each execution must have, and whether the next attempt was made exactly as the policy says. */
function statusFaults(
  trial: Trial,
  executions: Execution[],
  { victim, phase, stored }: { victim: Victim; phase: Phase; stored: Stored | null },
): string[] {
  const faults: string[] = []
  for (const execution of executions) {
    const { id, status, outcome } = execution
    const beforeKill = stored?.get(id)
    const actual = `${status}/${outcome}`
    const expected =
      id !== trial.executionId && beforeKill === undefined
        ? ['success/completed']
        : beforeKill !== undefined
          ? afterServerKill(beforeKill)
          : afterProcessKill(victim, phase)
    // A retry that the first kill did not reach must succeed.
    if (!expected.includes(actual))
      faults.push(`An execution is ${actual}, expected ${expected.join(' or ')}`)
    const nextAttempts = executions.filter(({ retryOf }) => retryOf === id)
    const due = status === 'failed' && execution.attempt <= trial.retries ? 1 : 0
    if (nextAttempts.length !== due) {
      faults.push(
        `${nextAttempts.length} next attempts follow attempt ${execution.attempt} (${actual}), expected ${due}`,
      )
    }
  }
  return faults
}

function afterServerKill({
  status,
  cancelRequested,
}: {
  status: ExecutionStatus
  cancelRequested: boolean
}): string[] {
  switch (status) {
    case 'pending':
      return ['success/completed']
    case 'running':
      return cancelRequested ? ['cancelled/cancelled'] : ['failed/interrupted']
    case 'success':
      return ['success/completed']
    case 'cancelled':
      return ['cancelled/cancelled']
    case 'failed':
      return ['failed/interrupted', 'failed/errored']
  }
}

function afterProcessKill(victim: Victim, phase: Phase): string[] {
  if (phase === 'cancelling') return ['cancelled/cancelled']
  // Either the signal or the kill can have come first.
  if (phase === 'shutting down') return ['failed/interrupted', 'failed/errored']
  // The loader can have done all its work when it is killed in its last moment; then its end is not a success either.
  return victim === 'server' ? [] : ['failed/errored']
}

/** Describes states that the rows in the tables do not cover. */
function stateFaults(trial: Trial, executions: Execution[]): string[] {
  return executions.flatMap(({ stateAfter }) => {
    const confirmed = (stateAfter as { id?: number } | null)?.id ?? 0
    return (['keyed', 'loose'] as const).flatMap((stream) => {
      const { distinctIds, highest } = loaded(trial.target, stream)
      return confirmed <= Math.min(distinctIds, highest)
        ? []
        : [`The state says ${confirmed}, but table ${stream} has only ${distinctIds} rows up to ${highest}`]
    })
  })
}

function tableFaults(trial: Trial): string[] {
  const keyed = loaded(trial.target, 'keyed')
  const loose = loaded(trial.target, 'loose')
  const faults: string[] = []
  if (keyed.distinctIds !== RECORDS) faults.push(`${RECORDS - keyed.distinctIds} records with a key are lost`)
  if (keyed.rows !== keyed.distinctIds)
    faults.push(`${keyed.rows - keyed.distinctIds} records with a key are doubled`)
  if (loose.distinctIds !== RECORDS)
    faults.push(`${RECORDS - loose.distinctIds} records without a key are lost`)
  return faults
}

const ENDING = /^(The execution (succeeded|failed|was cancelled)|The server stopped while|The worker of this)/

/** Describes executions whose log, steps or times have no end. */
async function endFaults(trial: Trial, executions: Execution[]): Promise<string[]> {
  const faults: string[] = []
  for (const { id, status, logLines, steps, startedAt, finishedAt } of executions) {
    if (finishedAt === null) faults.push(`An execution that is ${status} has no end`)
    // An execution cancelled while it waited never had a log.
    if (startedAt === null) continue
    const page = await trial.installation.get<{ lines: LogLine[]; lastLine: number }>(
      `/executions/${id}/log?limit=5`,
    )
    const last = page.lines.at(-1)
    if (last?.source !== 'system' || !ENDING.test(last.text)) {
      faults.push(`The log of an execution that is ${status} ends with: ${last?.text}`)
    }
    if (last?.line !== logLines)
      faults.push(`The log has ${last?.line} lines, the execution says ${logLines}`)
    const openSteps = steps.filter((step) => step.status === 'running' || step.status === 'waiting')
    if (openSteps.length > 0)
      faults.push(`Step ${openSteps[0]?.kind} of an ended execution is ${openSteps[0]?.status}`)
  }
  return faults
}

/** Describes processes and private folders that are left when nothing is running. */
export function leftovers(dataDir: string): string[] {
  const folder = join(dataDir, 'executions')
  const folders = existsSync(folder) ? readdirSync(folder) : []
  return [
    ...startedBy(dataDir).map(({ command }) => `A process lives on: ${command.join(' ')}`),
    ...folders.filter((name) => name !== SHARED_FOLDER).map((name) => `The private folder ${name} is left`),
  ]
}

export function integrityFaults(dataDir: string): string[] {
  const db = new Database(join(dataDir, 'flx.db'), { readonly: true, timeout: 5000 })
  try {
    const integrity = db.pragma('integrity_check', { simple: true })
    const broken = db.pragma('foreign_key_check') as unknown[]
    return [
      ...(integrity === 'ok' ? [] : [`The database is damaged: ${String(integrity)}`]),
      ...(broken.length === 0 ? [] : [`${broken.length} references in the database lead nowhere`]),
    ]
  } finally {
    db.close()
  }
}
