import type { MeltanoState } from '@flx/shared/executions/state/state'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { invalid } from '../../core/errors.ts'
import { meltanoContent } from './meltano-state.ts'
import { stateIn } from './singer-state.ts'
import { NOT_A_STATE } from './state-refusals.ts'

/** State ids listed in an error message. */
const MAX_NAMED = 10

/**
 * Reads a state as Meltano prints it or a user saved it: `{"singer_state": …}`, `{"completed": …, "partial": …}`, an export of
 * state ids, a STATE message, or the state itself. A partial state is merged onto the completed one, as in Meltano (SINGER.md
 * §2.8). Throws AppError `invalid` that names the fault and the remedy.
 */
export function importedState(document: Json, stateId?: string): JsonObject {
  const found = stateOfMeltano(document) ?? stateOfExport(document, stateId)
  return checkedState(found ?? document)
}

/**
 * Reads a state that a user entered, plain or in Meltano's form. Throws AppError `invalid` if it is not a state or is empty.
 */
export const enteredState = (value: Json, path: string): JsonObject => {
  const found = stateOfMeltano(value)
  return checkedState(found === undefined ? value : found, path)
}

/** Accepts a value as a state. Throws AppError `invalid` if it is not a state or is empty. */
export function checkedState(value: Json, path = ''): JsonObject {
  const parsed = stateIn(value)
  if ('state' in parsed) return parsed.state
  if (parsed.refusal === 'empty') {
    throw invalid('An empty state would extract everything again. To do that, reset the state.', path)
  }
  const description =
    parsed.refusal === 'not-finite' ? 'JSON with NaN or Infinity' : NOT_A_STATE[parsed.refusal]
  throw invalid(
    `This is ${description}, not a state. A state is a JSON object with a bookmark per stream.`,
    path,
  )
}

/** Wraps a state as `meltano state import` expects it. */
export const meltanoDocument = (state: Json): MeltanoState => ({
  completed: { singer_state: state },
  partial: {},
})

const stateOfMeltano = (document: Json): Json | undefined => meltanoContent(document)?.state

function stateOfExport(document: Json, stateId: string | undefined): Json | undefined {
  if (!isJsonObject(document)) return undefined
  const states = Object.entries(document).flatMap(([id, value]) => {
    const state = stateOfMeltano(value)
    return state === undefined ? [] : [{ id, state }]
  })
  if (states.length === 0 || states.length < Object.keys(document).length) {
    if (stateId !== undefined)
      throw invalid('This export holds a single state: leave the state ID empty.', 'stateId')
    return undefined
  }
  const ids = states.map(({ id }) => id)
  const listed = `${ids.slice(0, MAX_NAMED).join(', ')}${ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : ''}`
  const chosen = stateId === undefined ? states : states.filter(({ id }) => id === stateId)
  const [only, ...others] = chosen
  if (only === undefined) throw invalid(`The export has no state "${stateId}". It has ${listed}.`, 'stateId')
  if (others.length > 0) throw invalid(`The export holds several states. Choose one of ${listed}.`, 'stateId')
  return only.state
}
