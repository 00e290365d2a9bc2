import { isJsonObject, type Json } from '@flx/shared/json/json'

import { mergeState } from './merge-state.ts'

/** The content of a Meltano document. `partial`: it covers only some streams; merge it onto the previous state. */
export interface MeltanoContent {
  state: Json
  partial: boolean
}

/**
 * Reads the state of a Meltano document, `{"singer_state": …}` or `{"completed": …, "partial": …}`, with the partial state
 * merged onto the completed one. A null state means that the state id has no state yet. Undefined for any other document.
 */
export function meltanoContent(document: Json): MeltanoContent | undefined {
  if (!isJsonObject(document)) return undefined
  if (Object.hasOwn(document, 'singer_state') && Object.keys(document).length === 1) {
    return { state: document['singer_state'] ?? null, partial: false }
  }
  const { completed, partial } = document
  const parts = [completed, partial].filter((part) => part !== undefined && part !== null)
  const isMeltano =
    parts.length > 0 &&
    Object.keys(document).every((key) => key === 'completed' || key === 'partial') &&
    parts.every((part) => isJsonObject(part) && Object.keys(part).every((key) => key === 'singer_state'))
  if (!isMeltano) return undefined
  const [whole, latest] = [singerState(completed), singerState(partial)]
  if (whole === null) return { state: latest, partial: true }
  return { state: latest === null ? whole : mergeState(whole, latest), partial: false }
}

const singerState = (part: Json | undefined): Json =>
  isJsonObject(part) ? (part['singer_state'] ?? null) : null
