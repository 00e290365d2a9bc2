import { ExactNumber } from './exact-number.ts'
import { mapOwn } from './own-property.ts'

export type Json = string | number | ExactNumber | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Returns whether a value is a plain JSON object (not null, an array or an `ExactNumber`). */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}

/** Returns a deep copy. `structuredClone` would turn exact numbers into bare objects. */
export function copyJson<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map((inner) => copyJson(inner)) as T
  if (!isJsonObject(value)) return value
  return mapOwn(value, (inner) => copyJson(inner)) as T
}
