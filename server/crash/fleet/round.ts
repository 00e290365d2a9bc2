import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { LogLine } from '@flx/shared/logs/log'

import { startedBy } from '../processes.ts'
import type { Random } from '../random.ts'
import { loaded, until } from '../trial.ts'
import type { Fleet } from './fleet.ts'
import { strike, type Fault } from './faults.ts'

const RECORDS = 1500
const RETRIES = 3
/** At once: as many as the workers take, and one that waits. */
const PIPELINES = 11
/** The period in which the faults of a round start. */
const SPREAD_MS = 4000
const TIMEOUT_MS = 30_000

interface Work {
  pipelineId: string
  target: string
  aliveFile: string
}

/**
 * Executes pipelines while the faults strike, and describes afterwards in sentences what is not as promised: nothing
 * lost, nothing doubled, nothing left.
 */
export async function round(fleet: Fleet, faults: readonly Fault[], random: Random): Promise<string[]> {
  await fleet.ready()
  const works = await Promise.all(Array.from({ length: PIPELINES }, () => prepare(fleet, random)))
  const accepted = await Promise.all(works.map(({ pipelineId }) => execute(fleet, pipelineId)))
  // Two faults at one node would be one.
  const nodes = fleet.targets
  await Promise.all(
    faults.map(async (fault) => {
      const [node] = nodes.splice(random.below(nodes.length), 1)
      if (node === undefined) throw new Error('There are more faults than nodes')
      await delay(random.below(SPREAD_MS))
      await strike(fleet, { fault, node, random })
    }),
  )
  await fleet.ready()
  const found = await Promise.all(works.map((work, index) => faultsOf(fleet, work, accepted[index] ?? '')))
  for (const { aliveFile } of works)
    if (existsSync(`${aliveFile}.twice`))
      found.push([`An extractor ran twice at once: ${readFileSync(`${aliveFile}.twice`, 'utf8').trim()}`])
  return [...found.flat(), ...(await leftovers(fleet))]
}

async function prepare(fleet: Fleet, random: Random): Promise<Work> {
  const name = randomUUID()
  const target = join(fleet.folder, 'files', `${name}.db`)
  const aliveFile = `${target}.alive`
  const tap = {
    ...{ trial: name, records: RECORDS, discover_ms: 50, leave_child: random.chance(0.3) },
    alive_file: aliveFile,
  }
  const { id } = await fleet.post<{ id: string }>('/pipelines', {
    ...{ name, extractor: 'tap-rows', loader: 'target-sqlite', retryAttempts: RETRIES, retryDelaySeconds: 1 },
    config: {
      'tap-rows': { ...tap, ignore_sigterm: random.chance(0.3) },
      'target-sqlite': { database: target, batch_size: 100 },
    },
  })
  return { pipelineId: id, target, aliveFile }
}

const execute = async (fleet: Fleet, pipelineId: string): Promise<string> =>
  (await fleet.post<{ id: string }>(`/pipelines/${pipelineId}/execute`)).id

/**
 * Waits until every execution of the pipeline has ended, and returns them, oldest first. PostgreSQL can be away
 * meanwhile.
 */
async function waitUntilSettled(fleet: Fleet, pipelineId: string): Promise<Execution[]> {
  let previousCount = 0
  return until('every execution of the pipeline has ended', async () => {
    const answer = await fleet.client.get(`/api/executions?pipelineId=${pipelineId}&sort=queuedAt&limit=50`)
    const items = (answer.status === 200 ? answer.body.items : []) as Execution[]
    const isOver = items.length > 0 && items.every(({ status }) => isFinished(status))
    // A list is read in two steps: an attempt added between them is only in the next list.
    if (isOver && items.length === previousCount)
      return Promise.all(items.map(({ id }) => fleet.get<Execution>(`/executions/${id}`)))
    previousCount = isOver ? items.length : 0
    await delay(200)
  })
}

async function faultsOf(fleet: Fleet, { pipelineId, target }: Work, accepted: string): Promise<string[]> {
  const executions = await waitUntilSettled(fleet, pipelineId)
  const faults: string[] = []
  if (!executions.some(({ id }) => id === accepted)) faults.push('An accepted execution is lost')
  for (const execution of executions) {
    const { id, status, outcome, attempt, errorMessage } = execution
    if (status !== 'success' && outcome !== 'interrupted')
      faults.push(`An execution is ${status}/${outcome}: ${errorMessage}`)
    const nextAttempts = executions.filter(({ retryOf }) => retryOf === id).length
    const due = status === 'failed' && attempt <= RETRIES ? 1 : 0
    if (nextAttempts !== due)
      faults.push(
        `${nextAttempts} attempts follow attempt ${attempt} (${status}/${outcome}), expected ${due}`,
      )
    faults.push(...(await endFaults(fleet, execution)))
  }
  // All attempts can have been struck; then the next execution completes their work.
  if (executions.at(-1)?.status !== 'success') {
    await execute(fleet, pipelineId)
    const last = (await waitUntilSettled(fleet, pipelineId)).at(-1)
    if (last?.status !== 'success')
      faults.push(`The following execution is ${last?.status}: ${last?.errorMessage}`)
  }
  const keyed = loaded(target, 'keyed')
  const loose = loaded(target, 'loose')
  if (keyed.distinctIds !== RECORDS || loose.distinctIds !== RECORDS)
    faults.push(
      `Of ${RECORDS} records ${keyed.distinctIds} with a key and ${loose.distinctIds} without are there`,
    )
  if (keyed.rows !== keyed.distinctIds) faults.push(`${keyed.rows - keyed.distinctIds} records are doubled`)
  return faults
}

async function endFaults(fleet: Fleet, execution: Execution): Promise<string[]> {
  const { id, status, startedAt, finishedAt, steps, logLines } = execution
  const faults: string[] = []
  if (finishedAt === null) faults.push(`An execution that is ${status} has no end`)
  const openStep = steps.find((step) => step.status === 'running' || step.status === 'waiting')
  if (openStep !== undefined) faults.push(`Step ${openStep.kind} of an ended execution is ${openStep.status}`)
  if (startedAt === null) return faults
  const { lines } = await fleet.get<{ lines: LogLine[] }>(`/executions/${id}/log?limit=1`)
  if (lines.at(-1)?.source !== 'system' || lines.at(-1)?.line !== logLines)
    faults.push(
      `The log of an execution that is ${status} (${logLines} lines) ends with ${JSON.stringify(lines.at(-1))}`,
    )
  return faults
}

/** Describes processes of connectors that are left when nothing is running and every node is up. */
async function leftovers(fleet: Fleet): Promise<string[]> {
  const deadline = performance.now() + TIMEOUT_MS
  for (;;) {
    const survivors = fleet.nodes.flatMap(({ dataDir }) => startedBy(dataDir))
    if (survivors.length === 0) return []
    if (performance.now() > deadline)
      return survivors.map(({ command }) => `A process lives on: ${command.join(' ')}`)
    await delay(200)
  }
}
