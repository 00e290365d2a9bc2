import type { JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { meltanoContent } from '../../singer/state/meltano-state.ts'
import { stateIn } from '../../singer/state/singer-state.ts'

/** Returns the state from which Meltano would continue: the partial part merged onto the completed one. */
export function readKept(text: string | null): { state: JsonObject } | { problem: string } {
  const document = text === null ? undefined : tryParseJson(text)
  if (document === undefined) return { problem: 'This is not a Meltano state.' }
  const content = meltanoContent(document)
  if (content === undefined) return { problem: 'It is empty, or not a Meltano state.' }
  const parsed = stateIn(content.state)
  return 'state' in parsed ? { state: parsed.state } : { problem: 'It contains no bookmark of a stream.' }
}
