import { setTimeout as delay } from 'node:timers/promises'

import { strike, TooLate, type Cell, type Victim } from './cells.ts'
import { findFaults, readStored, waitUntilSettled, type Stored } from './checks.ts'
import type { Installation } from './installation.ts'
import type { Random } from './random.ts'
import { createTrial, execute, type Trial, type TrialOptions } from './trial.ts'

export interface Attempt {
  /** False when the victim was gone before the kill. */
  killed: boolean
  faults: string[]
}

/** Kills once in one cell on a running server, and leaves a running server. */
export async function killOnce(
  installation: Installation,
  cell: Cell,
  random: Random,
  { retries }: { retries?: number } = {},
): Promise<Attempt> {
  const isStopping = cell.phase === 'cancelling' || cell.phase === 'shutting down'
  // A victim to be killed while it is stopping must still be there.
  const mustOutliveStop = isStopping && (cell.victim === 'extractor' || cell.victim === 'transform')
  const options = { transform: cell.transform, stubborn: mustOutliveStop || random.chance(0.5), retries }
  // With one slot, the second one waits.
  const blocker = cell.phase === 'queued' ? await startTrial(installation, random, options) : undefined
  const trial = await startTrial(installation, random, options)
  let killed = false
  const stored: (Stored | null)[] = []
  try {
    killed = await strike(cell, trial, random)
  } catch (error) {
    if (!(error instanceof TooLate)) {
      return { killed, faults: [`The moment of the kill did not come: ${String(error)}`] }
    }
  }
  const trials = blocker === undefined ? [trial] : [blocker, trial]
  if (cell.victim === 'server' || cell.phase === 'shutting down') {
    const ending = await Promise.race([
      installation.server.ended,
      delay(120_000, 'not at all', { ref: false }),
    ])
    if (ending === 'not at all') return { killed, faults: ['The server did not end within two minutes'] }
    for (const { pipelineId } of trials) {
      stored.push(cell.victim === 'server' ? readStored(installation.dataDir, pipelineId) : null)
    }
    await installation.start()
  }
  if (killed && cell.victim !== 'server') killed = !(await hadExited(trial, cell.victim))
  // Nothing was tested: the next trial must find nothing running.
  if (!killed) {
    for (const current of trials) await waitUntilSettled(current)
    return { killed, faults: [] }
  }
  const faults: string[] = []
  for (const [index, current] of trials.entries()) {
    try {
      faults.push(...(await findFaults(current, { ...cell, stored: stored[index] ?? null })))
    } catch (error) {
      faults.push(`The checks broke off: ${String(error)}`)
    }
  }
  return { killed, faults }
}

const STEPS = { extractor: 'extract', loader: 'load', transform: 'transform' } as const

/**
 * Reports whether the victim exited on its own, although the signal found it while it was torn down: after a kill, its
 * step would have ended by a signal.
 */
async function hadExited(trial: Trial, victim: Exclude<Victim, 'server'>): Promise<boolean> {
  const execution = (await waitUntilSettled(trial)).find(({ id }) => id === trial.executionId)
  const step = execution?.steps.find(({ kind }) => kind === STEPS[victim])
  return step?.outcome === 'exited' && step.exitCode === 0
}

async function startTrial(installation: Installation, random: Random, options: TrialOptions): Promise<Trial> {
  const trial = await createTrial(installation, random, options)
  return { ...trial, executionId: await execute(installation, trial.pipelineId) }
}
