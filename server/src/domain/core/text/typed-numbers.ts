import { ExactNumber } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'
import type * as z from 'zod'

/**
 * Validates a document whose numbers keep their original text. A field that the schema types as a number accepts any notation
 * (`60.0`, `6e1`); untyped values keep every digit. Modifies the document, which was just parsed.
 */
export function parseTyped<Schema extends z.ZodType>(schema: Schema, document: Json) {
  const first = schema.safeParse(document)
  if (first.success) return first
  let changed = false
  for (const { path } of first.error.issues) changed = makePlain(document, path) || changed
  return changed ? schema.safeParse(document) : first
}

function makePlain(document: Json, path: readonly PropertyKey[]): boolean {
  const name = path.at(-1)
  let holder: unknown = document
  for (const key of path.slice(0, -1)) holder = member(holder, key)
  const value = name === undefined ? undefined : member(holder, name)
  if (name === undefined || !(value instanceof ExactNumber)) return false
  return Reflect.set(holder as object, name, Number(value.text))
}

const member = (holder: unknown, key: PropertyKey): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Record<PropertyKey, unknown>)[key]
    : undefined
