import type { StateBackend } from '@flx/shared/projects/state-backend'

import { AppError } from '../../domain/core/errors.ts'
import { handOverCommand, type ProjectBackend } from '../../domain/projects/state/project-backend.ts'
import type { Actor } from '../core/context.ts'
import { findStates, takeStates, type ProjectStatesContext } from './project-states.ts'

/** Maximum number of states taken over per request. */
const AT_ONCE = 500

/** A pipeline that an import has created, and the ID of its state in Meltano. */
export interface NewPipeline {
  id: string
  name: string
  stateId: string
}

/**
 * Takes over the states of pipelines that an import has just created, so that they continue where the
 * project's Meltano stopped. A pipeline that already has a state is skipped. Returns why a state was not
 * taken over; null if all were or there are none.
 */
export async function takeOverStates(
  context: ProjectStatesContext & { hasSystemDatabase: () => Promise<boolean> },
  { states, created }: { states: ProjectBackend; created: readonly NewPipeline[] },
  actor: Actor,
): Promise<string | null> {
  if ('problem' in states)
    return states.byHand === true ? manualCommand(states.problem, created) : states.problem
  if (states.standard && !(await context.hasSystemDatabase())) return null
  try {
    return await takeFromBackend(context, states.backend, created, actor)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.message
  }
}

/** Shows the command for the first pipeline; the others are alike. */
function manualCommand(problem: string, created: readonly NewPipeline[]): string {
  const [first] = created
  if (first === undefined) return problem
  const others =
    created.length === 1 ? '' : ` Do the same for ${created.length - 1} more, each with its state ID.`
  return `${problem} In the folder of the project: ${handOverCommand(first.stateId, first.name)}.${others}`
}

async function takeFromBackend(
  context: ProjectStatesContext,
  backend: StateBackend,
  created: readonly NewPipeline[],
  actor: Actor,
): Promise<string | null> {
  const found = await findStates(context, { backend, environment: null })
  const byId = new Map(found.states.map((state) => [state.stateId, state]))
  const current = await context.states.currents(created.map(({ id }) => id))
  const states: { stateId: string; fingerprint: string; pipelineId: string; version: number }[] = []
  for (const { id, stateId } of created) {
    const state = byId.get(stateId)
    if (state === undefined || current.has(id)) continue
    states.push({ stateId, fingerprint: state.fingerprint, pipelineId: id, version: 0 })
  }
  for (let start = 0; start < states.length; start += AT_ONCE) {
    const { items } = await takeStates(
      context,
      { backend, states: states.slice(start, start + AT_ONCE) },
      actor,
    )
    const failed = items.find(({ outcome }) => outcome === 'error')
    if (failed !== undefined) return `${failed.pipelineName}: ${failed.message ?? ''}`
  }
  return null
}
