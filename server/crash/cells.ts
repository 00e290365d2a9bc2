import { setTimeout as delay } from 'node:timers/promises'

import { killNow, startedBy, type StartedProcess } from './processes.ts'
import type { Random } from './random.ts'
import { loaded, until, untilExecution, type Trial } from './trial.ts'

export type Victim = 'server' | 'extractor' | 'loader' | 'transform'
export type Phase =
  | 'queued'
  | 'discovering'
  | 'extracting'
  | 'loading'
  | 'committing'
  | 'transforming'
  | 'cancelling'
  | 'shutting down'

/** A victim in a phase. `reach` resolves at the moment from which the kill comes, after a random part of `spreadMs`. */
export interface Cell {
  victim: Victim
  phase: Phase
  transform: boolean
  spreadMs: number
  /** Rejects with TooLate when the execution was faster. */
  reach(trial: Trial, random: Random): Promise<void>
}

/** The execution ended before the phase was seen. */
export class TooLate extends Error {
  override readonly name = 'TooLate'
}

const waitForStep = (trial: Trial, kind: string) =>
  untilExecution(trial, `step ${kind} is running`, ({ steps }) =>
    steps.some((step) => step.kind === kind && step.status === 'running'),
  )
const waitForRows = (trial: Trial) =>
  until('rows in the database of the loader', () =>
    loaded(trial.target, 'keyed').rows > 0 ? true : undefined,
  )

async function cancel(trial: Trial): Promise<void> {
  const { status } = await trial.installation.client.post(`/api/executions/${trial.executionId}/cancel`)
  if (status === 409) throw new TooLate()
}

const PHASES: Record<Phase, { spreadMs: number; reach: Cell['reach'] }> = {
  queued: { spreadMs: 400, reach: async () => undefined },
  discovering: { spreadMs: 300, reach: async (trial) => void (await waitForStep(trial, 'discover')) },
  extracting: { spreadMs: 300, reach: async (trial) => void (await waitForStep(trial, 'extract')) },
  loading: { spreadMs: 900, reach: async (trial) => void (await waitForRows(trial)) },
  committing: {
    spreadMs: 120,
    async reach(trial) {
      await waitForRows(trial)
      await until('the extractor has ended', () =>
        processOf(trial, 'extractor') === undefined ? true : undefined,
      )
    },
  },
  transforming: { spreadMs: 500, reach: async (trial) => void (await waitForStep(trial, 'transform')) },
  cancelling: {
    spreadMs: 600,
    async reach(trial, random) {
      if (random.chance(0.3)) await waitForStep(trial, 'discover')
      else await waitForRows(trial)
      await cancel(trial)
    },
  },
  'shutting down': {
    spreadMs: 600,
    async reach(trial, random) {
      if (random.chance(0.3)) await waitForStep(trial, 'discover')
      else await waitForRows(trial)
      trial.installation.server.child.kill('SIGTERM')
    },
  },
}

const VICTIMS: Record<Victim, readonly Phase[]> = {
  server: [
    'queued',
    'discovering',
    'extracting',
    'loading',
    'committing',
    'transforming',
    'cancelling',
    'shutting down',
  ],
  extractor: ['discovering', 'extracting', 'loading', 'cancelling', 'shutting down'],
  loader: ['extracting', 'loading', 'committing', 'cancelling', 'shutting down'],
  transform: ['transforming', 'cancelling', 'shutting down'],
}

export const CELLS: readonly Cell[] = Object.entries(VICTIMS).flatMap(([victim, phases]) =>
  phases.map((phase) => cellOf(victim as Victim, phase)),
)

function cellOf(victim: Victim, phase: Phase): Cell {
  const { spreadMs, reach } = PHASES[phase]
  const transform = victim === 'transform' || phase === 'transforming'
  if (victim !== 'transform' || phase === 'transforming') return { victim, phase, transform, spreadMs, reach }
  // A cancel or a shutdown while the transform is running.
  return {
    victim,
    phase,
    transform,
    spreadMs,
    async reach(trial) {
      await waitForStep(trial, 'transform')
      // It reports once it ignores SIGTERM: before that, a stop would end it at once.
      await until('the transform is at work', async () => {
        const { lines } = await trial.installation.get<{ lines: { text: string }[] }>(
          `/executions/${trial.executionId}/log?limit=20`,
        )
        return lines.some(({ text }) => text === 'transforming') ? true : undefined
      })
      if (phase === 'cancelling') await cancel(trial)
      else trial.installation.server.child.kill('SIGTERM')
    },
  }
}

/**
 * Kills the victim at a random moment of the phase. Returns false when it was already gone, so that nothing was tested.
 */
export async function strike(cell: Cell, trial: Trial, random: Random): Promise<boolean> {
  await cell.reach(trial, random)
  await delay(random.below(spreadOf(cell)))
  if (cell.victim === 'server') {
    const alive = trial.installation.server.child.exitCode === null
    await trial.installation.crash()
    return alive
  }
  const victim = processOf(trial, cell.victim)
  return victim !== undefined && killNow(victim.pid)
}

/** A process that obeys SIGTERM is gone in a moment: it is killed at once. */
const spreadOf = ({ victim, phase, spreadMs }: Cell): number =>
  victim === 'loader' && (phase === 'cancelling' || phase === 'shutting down') ? 10 : spreadMs

const PROGRAMS: Record<Exclude<Victim, 'server'>, string> = {
  extractor: 'programs/tap.mjs',
  loader: 'target-sqlite.ts',
  transform: 'programs/transform.mjs',
}

function processOf(trial: Trial, victim: Exclude<Victim, 'server'>): StartedProcess | undefined {
  return startedBy(trial.installation.dataDir).find(
    ({ executionId, command }) =>
      executionId === trial.executionId && command[1]?.endsWith(PROGRAMS[victim]) === true,
  )
}
