import { isNumber } from '@flx/shared/json/exact-number'
import type { JsonObject } from '@flx/shared/json/json'

import { objectOf, type Part, type Place, type ProjectProblem } from './parts.ts'

/** Reads fields; those of a wrong type count as missing and are reported with their line. */
export class PartFields {
  readonly problems: ProjectProblem[] = []

  report(place: Place, message: string): void {
    this.problems.push({ place, message })
  }

  /** Reads a text, or a number or boolean as text; null if it is missing. */
  text(map: Part, key: string): string | null {
    const part = member(map, key)
    if (part === undefined || (part.kind === 'scalar' && part.value === null)) return null
    if (part.kind === 'scalar' && (typeof part.value === 'string' || typeof part.value === 'boolean')) {
      return String(part.value)
    }
    if (part.kind === 'scalar' && isNumber(part.value)) return String(part.value)
    this.report(part.place, `"${key}" must be text.`)
    return null
  }

  object(map: Part, key: string): JsonObject {
    const part = member(map, key)
    if (part !== undefined && part.kind !== 'map' && !isNothing(part)) {
      this.report(part.place, `"${key}" must be a mapping.`)
    }
    return objectOf(part)
  }

  list(map: Part, key: string): Part[] {
    const part = member(map, key)
    if (part === undefined || isNothing(part)) return []
    if (part.kind === 'list') return part.items
    this.report(part.place, `"${key}" must be a list.`)
    return []
  }

  texts(map: Part, key: string): string[] {
    return this.list(map, key).flatMap((item) => {
      if (item.kind === 'scalar' && typeof item.value === 'string') return [item.value]
      this.report(item.place, `An entry of "${key}" must be text.`)
      return []
    })
  }

  /** Reads the mappings of a list that have a unique name; the others are reported. */
  named(map: Part, key: string): { part: Part; name: string }[] {
    const seen = new Map<string, Place>()
    return this.list(map, key).flatMap((part) => {
      const name = part.kind === 'map' ? this.text(part, 'name') : null
      if (name === null || name === '') {
        this.report(part.place, `An entry of "${key}" must be a mapping with a name.`)
        return []
      }
      const first = seen.get(name)
      if (first !== undefined) {
        const location = `${first.file}, line ${first.line}`
        this.report(part.place, `"${name}" of "${key}" already exists: ${location}. The first one counts.`)
        return []
      }
      seen.set(name, part.place)
      return [{ part, name }]
    })
  }

  /** Reports unknown keys. */
  reportUnknownKeys(map: Part, knownKeys: readonly string[], subject: string): void {
    if (map.kind !== 'map') return
    for (const [key, part] of map.entries) {
      if (!knownKeys.includes(key))
        this.report(part.place, `"${key}" of ${subject} is not known and has no effect.`)
    }
  }
}

export const member = (map: Part, key: string): Part | undefined =>
  map.kind === 'map' ? map.entries.get(key) : undefined

const isNothing = (part: Part): boolean => part.kind === 'scalar' && part.value === null
