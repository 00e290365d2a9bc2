import type { Json, JsonObject } from '@flx/shared/json/json'

/** A place in the files of a project; lines count from 1. */
export interface Place {
  file: string
  line: number
}

/** A value of a YAML document with its place. `size` counts the values in it, with aliases expanded. */
export type Part = { place: Place; size: number } & (
  | { kind: 'map'; entries: Map<string, Part> }
  | { kind: 'list'; items: Part[] }
  | { kind: 'scalar'; value: Json }
)

/**
 * A part of a project that is wrong or has no effect, with its place. The message never quotes a value, which can be a secret.
 */
export interface ProjectProblem {
  place: Place
  message: string
}

/** Returns the plain value of a part. */
export function valueOf(part: Part): Json {
  if (part.kind === 'scalar') return part.value
  if (part.kind === 'list') return part.items.map(valueOf)
  return Object.fromEntries(Array.from(part.entries, ([key, inner]) => [key, valueOf(inner)]))
}

/** Returns the plain object of a mapping; empty for anything else. */
export const objectOf = (part: Part | undefined): JsonObject =>
  part?.kind === 'map' ? (valueOf(part) as JsonObject) : {}

/**
 * Merges two files of a project as Meltano does: mappings are merged, lists are joined, and for other values the later file
 * wins.
 */
export function mergeParts(first: Part, second: Part): Part {
  const { place } = first
  const size = first.size + second.size
  if (first.kind === 'list' && second.kind === 'list') {
    return { kind: 'list', place, size, items: [...first.items, ...second.items] }
  }
  if (first.kind !== 'map' || second.kind !== 'map') return second
  const entries = new Map(first.entries)
  for (const [key, part] of second.entries) {
    const before = entries.get(key)
    entries.set(key, before === undefined ? part : mergeParts(before, part))
  }
  return { kind: 'map', place, size, entries }
}
