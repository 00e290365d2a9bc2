import { isJsonObject, type Json } from '@flx/shared/json/json'

/** Serialises a value with sorted object keys. */
export const stable = (value: Json | undefined): string => JSON.stringify(ordered(value ?? null))

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, ordered(value[key] ?? null)]),
  )
}
