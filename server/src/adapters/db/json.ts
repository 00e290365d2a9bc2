import type { Json } from '@flx/shared/json'

/** Text of a JSON column. */
export const toJson = (value: unknown): string => JSON.stringify(value ?? null)

/** Value of a JSON column. Only `toJson` writes these columns, so the type is the writer's. */
export function fromJson<T = Json>(text: string): T {
  return JSON.parse(text) as T
}
