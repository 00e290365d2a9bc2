import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** Merges two states: objects recursively; for everything else the later value wins. */
export function mergeState(before: Json, after: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(after)) return after
  const merged = new Map<string, Json>(Object.entries(before))
  for (const [key, value] of Object.entries(after)) {
    const existing = merged.get(key)
    merged.set(key, existing === undefined ? value : mergeState(existing, value))
  }
  return Object.fromEntries(merged) satisfies JsonObject
}
