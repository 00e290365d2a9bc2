import type { JsonObject } from '@flx/shared/json/json'

import { refusal } from '../refusal.ts'

/** `$NAME` and `${NAME}`; behind a backslash it is text. As in settings. */
const VARIABLE = /(\\)?\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g
/** Characters of one value, and of all, with its references written out. */
const LONGEST = 100_000
const MOST_CHARACTERS = 5_000_000
/** References in values of references. */
const MOST_DEEP = 20

/** Names in a text, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set(
    Array.from(text.matchAll(VARIABLE)).flatMap(([, escape, plain, braced]) =>
      escape === undefined ? [plain ?? braced ?? ''] : [],
    ),
  ),
]

/** Variables of one level; those of a secret level must not be shown. */
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

/** Counts what is written out, over a whole project. */
export type Budget = { left: number }
export const newBudget = (): Budget => ({ left: MOST_CHARACTERS })

/** Levels of variables, the lowest first. A value sees the levels below its own, as in Meltano. */
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

  /** The value with what is known filled in; names that are not known, or in a circle, stay references. */
  find(
    name: string,
    below = this.#levels.length,
    open: readonly string[] = [],
  ): { value: string; isSecret: boolean } | undefined {
    if (open.includes(name) && below === this.#levels.length) return undefined
    const lower = Array.from({ length: below }, (_, index) => below - 1 - index)
    // What no level below knows may stand beside it, or above: better that than a value that is missing.
    const upper = Array.from(
      { length: this.#levels.length - below },
      (_, index) => below + index,
    ).toReversed()
    for (const at of open.includes(name) ? lower : [...lower, ...upper]) {
      const level = this.#levels[at]
      const text = level?.values.get(name)
      if (level === undefined || text === undefined) continue
      const { value, isSecret } = this.expand(text, at, [...open, name])
      return { value, isSecret: isSecret || level.isSecret }
    }
    return undefined
  }

  /** A text with what is known filled in. */
  expand(
    text: string,
    below = this.#levels.length,
    open: readonly string[] = [],
  ): { value: string; isSecret: boolean } {
    let isSecret = false
    let length = text.length
    const value = text.replaceAll(
      VARIABLE,
      (match: string, escape?: string, plain?: string, braced?: string) => {
        if (escape !== undefined || open.length > MOST_DEEP) return match
        this.#spend(1, length)
        const found = this.find(plain ?? braced ?? '', below, open)
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
    this.#budget.left -= characters
    if (length <= LONGEST && this.#budget.left >= 0) return
    throw refusal({ file: 'meltano.yml', line: 1 }, 'Its variables, written out, grow without bounds.')
  }
}

/** The name of a plugin or setting as variables have it. */
export const envName = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()
