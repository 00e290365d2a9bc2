import type { Json, JsonObject } from '@flx/shared/json/json'

import { messageOf } from '../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import type { OpenedProject } from '../../domain/projects/run/meltano-programs.ts'
import { readKept } from '../../domain/projects/state/read-kept.ts'
import type { EngineContext } from '../engine-context.ts'

/** States by ID; null: nothing is stored, or nothing that records progress. */
export type StatesById = ReadonlyMap<string, JsonObject | null>

/** A database that Meltano has just written can be locked. */
export const PATIENCE_MS = 10_000
const PAUSE_MS = 500

/** Reads the states of these IDs from the project's storage; returns the reason if it is unreachable. */
export async function readStates(
  context: Pick<EngineContext, 'clock'>,
  project: OpenedProject,
  ids: readonly string[],
  { patience }: { patience: number },
): Promise<StatesById | { problem: string }> {
  const hasBackend = 'backend' in project.plan.statePlace
  const policy: RetryPolicy = {
    shouldRetry: ({ elapsedMs }) => hasBackend && elapsedMs < patience,
    pauseMs: PAUSE_MS,
  }
  try {
    return await retry(context.clock, policy, async () => {
      await using store = await project.openStates()
      const states = new Map<string, JsonObject | null>()
      for (const id of ids) {
        const stored = await store.read(id)
        const parsed = stored === undefined ? undefined : readKept(stored.text)
        states.set(id, parsed !== undefined && 'state' in parsed ? parsed.state : null)
      }
      return states
    })
  } catch (error) {
    return { problem: messageOf(error).replace(/\.$/, '') }
  }
}

/** Returns the state to store with the pipeline: that of its only pair of extractor and loader, or all states by ID. */
export function stateToStore(states: StatesById): Json {
  const found = [...states].flatMap(([id, state]) => (state === null ? [] : [[id, state] as const]))
  const [first] = found
  if (first === undefined) return null
  return states.size === 1 ? first[1] : Object.fromEntries(found)
}

/** Returns whether Meltano changed a state. */
export function hasStateChanged(before: StatesById | { problem: string }, after: StatesById): boolean {
  if ('problem' in before) return false
  return [...after].some(([id, state]) => JSON.stringify(before.get(id) ?? null) !== JSON.stringify(state))
}
