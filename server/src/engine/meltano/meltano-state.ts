import type { Json, JsonObject } from '@flx/shared/json/json'

import { messageOf } from '../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import type { OpenedProject } from '../../domain/projects/run/meltano-programs.ts'
import { readKept } from '../../domain/projects/state/read-kept.ts'
import type { EngineContext } from '../engine-context.ts'

/** States by ID; null: nothing is stored, or nothing that records progress. */
export type KeptStates = ReadonlyMap<string, JsonObject | null>

/** A database that Meltano has just written can be locked. */
export const PATIENCE_MS = 10_000
const PAUSE_MS = 500

/** Reads the states of these IDs from the project's storage; returns the reason if it is unreachable. */
export async function readStates(
  context: Pick<EngineContext, 'clock'>,
  project: OpenedProject,
  ids: readonly string[],
  { patience }: { patience: number },
): Promise<KeptStates | { unread: string }> {
  const isKnown = 'backend' in project.plan.statePlace
  const policy: RetryPolicy = {
    shouldRetry: ({ elapsedMs }) => isKnown && elapsedMs < patience,
    pauseMs: PAUSE_MS,
  }
  try {
    return await retry(context.clock, policy, async () => {
      await using store = await project.openStates()
      const states = new Map<string, JsonObject | null>()
      for (const id of ids) {
        const kept = await store.read(id)
        const read = kept === undefined ? undefined : readKept(kept.text)
        states.set(id, read !== undefined && 'state' in read ? read.state : null)
      }
      return states
    })
  } catch (error) {
    return { unread: messageOf(error).replace(/\.$/, '') }
  }
}

/** Returns the state to store with the pipeline: that of its only pair of extractor and loader, or all states by ID. */
export function stateToKeep(states: KeptStates): Json {
  const found = [...states].flatMap(([id, state]) => (state === null ? [] : [[id, state] as const]))
  const [only] = found
  if (only === undefined) return null
  return states.size === 1 ? only[1] : Object.fromEntries(found)
}

/** Whether Meltano changed a state. */
export function stateChanged(before: KeptStates | { unread: string }, after: KeptStates): boolean {
  if ('unread' in before) return false
  return [...after].some(([id, state]) => JSON.stringify(before.get(id) ?? null) !== JSON.stringify(state))
}
