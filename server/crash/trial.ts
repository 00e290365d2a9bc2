import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import Database from 'better-sqlite3'

import type { Installation } from './installation.ts'
import type { Random } from './random.ts'

export const RECORDS = 4000
const POLL_MS = 10
const TIMEOUT_MS = 240_000

/** One pipeline with a loader database of its own, and the execution that is struck. */
export interface Trial {
  installation: Installation
  pipelineId: string
  /** Attempts after the first. */
  retries: number
  target: string
  executionId: string
}

export interface TrialOptions {
  transform: boolean
  /** Whether extractor and transform ignore SIGTERM. */
  stubborn: boolean
  /** Drawn at random when omitted. */
  retries?: number | undefined
}

/**
 * Creates a pipeline of `tap-rows` and the bundled `target-sqlite`. Whether it retries and leaves a child behind is
 * random.
 */
export async function createTrial(
  installation: Installation,
  random: Random,
  options: TrialOptions,
): Promise<Omit<Trial, 'executionId'>> {
  const name = randomUUID()
  const target = join(installation.dataDir, 'files', `${name}.db`)
  const retries = options.retries ?? (random.chance(0.5) ? 1 : 0)
  const { stubborn } = options
  const { id } = await installation.post<{ id: string }>('/pipelines', {
    name,
    extractor: 'tap-rows',
    loader: 'target-sqlite',
    ...(options.transform ? { transform: 'slow' } : {}),
    config: {
      'tap-rows': {
        // A catalogue of its own, which no earlier trial has cached.
        trial: name,
        records: RECORDS,
        ignore_sigterm: stubborn,
        leave_child: random.chance(0.5),
      },
      'target-sqlite': { database: target, batch_size: 250 },
      ...(options.transform ? { slow: { ignore_sigterm: stubborn, take_ms: stubborn ? 2000 : 900 } } : {}),
    },
    retryAttempts: retries,
    retryDelaySeconds: 1,
  })
  return { installation, pipelineId: id, retries, target }
}

export async function execute(installation: Installation, pipelineId: string): Promise<string> {
  return (await installation.post<{ id: string }>(`/pipelines/${pipelineId}/execute`)).id
}

export const readExecution = ({ installation }: Trial, id: string): Promise<Execution> =>
  installation.get<Execution>(`/executions/${id}`)

/** Polls until the condition holds; throws after four minutes. */
export async function until<T>(
  description: string,
  check: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS
  for (;;) {
    const found = await check()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`Timed out after four minutes: ${description}.`)
    await delay(POLL_MS)
  }
}

/** Waits until the condition holds for the execution, or until it has ended. */
export const untilExecution = (
  trial: Trial,
  description: string,
  condition: (execution: Execution) => boolean,
): Promise<Execution> =>
  until(description, async () => {
    const execution = await readExecution(trial, trial.executionId)
    return condition(execution) || isFinished(execution.status) ? execution : undefined
  })

/** Rows of a stream in the loader's database: how many, how many distinct ones, and the highest. */
export interface Loaded {
  rows: number
  distinctIds: number
  highest: number
}

export function loaded(target: string, stream: 'keyed' | 'loose'): Loaded {
  const none = { rows: 0, distinctIds: 0, highest: 0 }
  if (!existsSync(target)) return none
  // Not read-only: after a kill the first connection must be able to recover its log.
  const db = new Database(target, { timeout: 5000 })
  try {
    const table = db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(stream)
    if (table === undefined) return none
    return db
      .prepare<[], Loaded>(
        `select count(*) as rows, count(distinct id) as distinctIds, coalesce(max(id), 0) as highest from ${stream}`,
      )
      .get() as Loaded
  } finally {
    db.close()
  }
}
