import type { JsonObject } from '@flx/shared/json/json'

import { refusal } from '../refusal.ts'

/** `$NAME` and `${NAME}`; after a backslash it is text, as in settings. */
const VARIABLE = /(\\)?\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g
/** Most characters of one value, and of all values together, after expansion. */
const MAX_LENGTH = 100_000
const MAX_CHARACTERS = 5_000_000
/** Most nested references. */
const MAX_DEPTH = 20

/** Lists the variables in a text, without duplicates. */
export const variablesIn = (text: string): string[] => [
  ...new Set(
    Array.from(text.matchAll(VARIABLE)).flatMap(([, escape, plain, braced]) =>
      escape === undefined ? [plain ?? braced ?? ''] : [],
    ),
  ),
]

/** Variables of one level; values of a secret level must not be shown. */
export interface Level {
  values: ReadonlyMap<string, string>
  isSecret: boolean
}

export const levelOf = (env: JsonObject, isSecret = false): Level => ({
  values: new Map(
    Object.entries(env).map(([name, value]) => [name, value === null ? '' : textOf(value)] as const),
  ),
  isSecret,
})

const textOf = (value: JsonObject[string]): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Counts expanded characters across a whole project. */
export type Budget = { remaining: number }
export const newBudget = (): Budget => ({ remaining: MAX_CHARACTERS })

/** Levels of variables, lowest first. A value sees the levels below its own, as in Meltano. */
export class Variables {
  readonly #levels: readonly Level[]
  readonly #budget: Budget

  constructor(levels: readonly Level[], budget: Budget) {
    this.#levels = levels
    this.#budget = budget
  }

  with(...levels: readonly Level[]): Variables {
    return new Variables([...this.#levels, ...levels], this.#budget)
  }

  /** Returns a value with known variables expanded; unknown and circular names stay references. */
  find(
    name: string,
    limit = this.#levels.length,
    openNames: readonly string[] = [],
  ): { value: string; isSecret: boolean } | undefined {
    if (openNames.includes(name) && limit === this.#levels.length) return undefined
    const lower = Array.from({ length: limit }, (_, index) => limit - 1 - index)
    // A name unknown on the lower levels can be on the same or a higher one; better than a missing value.
    const upper = Array.from(
      { length: this.#levels.length - limit },
      (_, index) => limit + index,
    ).toReversed()
    for (const index of openNames.includes(name) ? lower : [...lower, ...upper]) {
      const level = this.#levels[index]
      const text = level?.values.get(name)
      if (level === undefined || text === undefined) continue
      const { value, isSecret } = this.expand(text, index, [...openNames, name])
      return { value, isSecret: isSecret || level.isSecret }
    }
    return undefined
  }

  /** Expands the known variables in a text. */
  expand(
    text: string,
    limit = this.#levels.length,
    openNames: readonly string[] = [],
  ): { value: string; isSecret: boolean } {
    let isSecret = false
    let length = text.length
    const value = text.replaceAll(
      VARIABLE,
      (match: string, escape?: string, plain?: string, braced?: string) => {
        if (escape !== undefined || openNames.length > MAX_DEPTH) return match
        this.#spend(1, length)
        const found = this.find(plain ?? braced ?? '', limit, openNames)
        if (found === undefined) return match
        isSecret ||= found.isSecret
        length += found.value.length
        this.#spend(found.value.length, length)
        return found.value
      },
    )
    return { value, isSecret }
  }

  #spend(characters: number, length: number): void {
    this.#budget.remaining -= characters
    if (length <= MAX_LENGTH && this.#budget.remaining >= 0) return
    throw refusal({ file: 'meltano.yml', line: 1 }, 'Its variables expand without limit.')
  }
}
