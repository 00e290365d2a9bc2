import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

/** Text of a JSON column. */
export const toJson = (value: unknown): string => JSON.stringify(value ?? null)

/** Any value of a JSON column. */
export function fromJson(text: string): Json {
  return JSON.parse(text) as Json
}

/**
 * An array from a JSON column. That it is one is checked; what is in it is what this adapter wrote, and only
 * this adapter writes.
 */
export function arrayFrom<T>(text: string): T[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new Error('The database holds something else where a list belongs.')
  return value as T[]
}

/** An object from a JSON column, with the same guarantee. */
export function objectFrom<T extends object = JsonObject>(text: string): T {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new Error('The database holds something else where an object belongs.')
  return value as T
}
