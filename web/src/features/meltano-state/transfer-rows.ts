import type { FoundStates } from '@flx/shared/projects/state-backend'

import { statesTableWords as words } from './words.ts'

/** From Meltano, or to Meltano. */
export type Direction = 'take' | 'write'

/** A row of the table: a state of Meltano, one of a pipeline here, or both. */
export interface TransferRow {
  key: string
  stateId: string
  writtenAt: string | null
  candidates: readonly { id: string; name: string }[]
  pipelineId: string | null
  pipelineState: { version: number; createdAt: string } | null
  fingerprint: string | null
  effect: string
  /** Why it cannot be transferred. */
  problem: string | null
}

type ChosenPipelines = Readonly<Record<string, string>>

/**
 * Returns the states of Meltano that can be imported. `chosen` are pipelines by state ID, if several match or
 * the user picked a different one.
 */
export const takeRows = ({ states }: FoundStates, chosen: ChosenPipelines): TransferRow[] =>
  states.map((state) => {
    const pipelineId = chosen[state.stateId] ?? state.pipelineId
    const isUnique = state.candidates.length === 1
    return {
      ...state,
      key: state.stateId,
      writtenAt: state.updatedAt,
      pipelineId,
      // If several pipelines match, the server compares nothing until one is chosen.
      pipelineState: isUnique ? state.pipelineState : null,
      effect: state.comparison === null ? words.first(state.streams ?? 0) : words.compared(state.comparison),
      problem:
        state.problem ??
        (state.isRunning ? words.running : null) ??
        (state.candidates.length === 0 ? words.noPipeline : null),
    }
  })

/**
 * Returns the states here that can be written to Meltano: those that replace one of Meltano's, and those that
 * Meltano does not have.
 */
export const writeRows = ({ states, unwritten }: FoundStates): TransferRow[] => [
  ...states
    .filter(({ pipelineState, candidates }) => pipelineState !== null && candidates.length === 1)
    .map((state) => ({
      ...state,
      key: state.stateId,
      writtenAt: state.updatedAt,
      pipelineId: state.candidates[0]?.id ?? null,
      effect: words.replaces,
      problem: state.problem ?? (state.isRunning ? words.running : null),
    })),
  ...unwritten.map(({ id, name, stateId, pipelineState }) => ({
    key: `${stateId} ${id}`,
    stateId,
    writtenAt: null,
    candidates: [{ id, name }],
    pipelineId: id,
    pipelineState,
    fingerprint: null,
    effect: words.notThere,
    problem: null,
  })),
]
