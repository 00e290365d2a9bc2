import type { JsonObject } from '@flx/shared/json/json'

import { refusal } from '../project-yaml.ts'

/** `$NAME` and `${NAME}`; behind a backslash it is text. As in settings. */
const VARIABLE = /(\\)?\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g
/** Characters of one value, and of all, with its references written out. */
const LONGEST = 100_000
const MOST_CHARACTERS = 5_000_000

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

  /** The value with what is known filled in; names that are not known stay references. */
  find(name: string, below = this.#levels.length): { value: string; isSecret: boolean } | undefined {
    for (let at = below - 1; at >= 0; at -= 1) {
      const level = this.#levels[at]
      const text = level?.values.get(name)
      if (level === undefined || text === undefined) continue
      const { value, isSecret } = this.expand(text, at)
      return { value, isSecret: isSecret || level.isSecret }
    }
    return undefined
  }

  /** A text with what is known filled in. */
  expand(text: string, below = this.#levels.length): { value: string; isSecret: boolean } {
    let isSecret = false
    let length = text.length
    const value = text.replaceAll(
      VARIABLE,
      (match: string, escape?: string, plain?: string, braced?: string) => {
        if (escape !== undefined || below === 0) return match
        const found = this.find(plain ?? braced ?? '', below)
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
