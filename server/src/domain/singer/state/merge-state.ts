import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** Two states as one: objects merge recursively, everything else is replaced by the later one. */
export function mergeState(before: Json, after: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(after)) return after
  const merged = new Map<string, Json>(Object.entries(before))
  for (const [key, value] of Object.entries(after)) {
    const earlier = merged.get(key)
    merged.set(key, earlier === undefined ? value : mergeState(earlier, value))
  }
  return Object.fromEntries(merged) satisfies JsonObject
}
