/**
 * A JSON number that a JavaScript number would not write back unchanged: it has more digits than a double
 * holds (`9007199254740993`) or another notation (`1.50`, `1e5`, `-0`). It keeps its text, and
 * `JSON.stringify` writes it unchanged.
 *
 * @example JSON.stringify({ id: new ExactNumber('9007199254740993') }) // {"id":9007199254740993}
 */
export class ExactNumber {
  readonly text: string

  /** Throws TypeError if the text is not a JSON number. */
  constructor(text: string) {
    if (!JSON_NUMBER.test(text)) throw new TypeError('An exact number needs the text of a JSON number.')
    this.text = text
  }

  /** Returns the JSON form, typed as the number that a reader of the JSON finds. */
  toJSON(): number {
    return rawJson(this.text)
  }

  toString(): string {
    return this.text
  }

  /** Returns the nearest double, for comparing or checking a range, never for storing. */
  valueOf(): number {
    return Number(this.text)
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Returns the number of a JSON text with every digit: a plain number if that writes the same text. */
export function numberFrom(text: string): number | ExactNumber {
  const number = Number(text)
  return String(number) === text ? number : new ExactNumber(text)
}

/**
 * Parses a number in notations that people, Python and YAML use but JSON does not allow (`+5`, `007`, `.5`,
 * `1.`), keeping every digit. Undefined for other text.
 */
export function numberIn(text: string): number | ExactNumber | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?((?:e[+-]?\d+)?)$/i.exec(text.trim())
  const [, sign, whole = '', fraction = '', exponent = ''] = match ?? []
  if (match === null || whole + fraction === '') return undefined
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  return numberFrom(`${sign === '-' ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}${exponent}`)
}

/** Returns whether a value is a number that keeps its text. */
export const isExact = (value: unknown): value is ExactNumber => value instanceof ExactNumber

/** Returns whether a value is a number in either form. */
export const isNumber = (value: unknown): value is number | ExactNumber =>
  typeof value === 'number' || value instanceof ExactNumber

/** `JSON.rawJSON` is available in Node and browsers since 2025, but not yet in TypeScript's types. */
const rawJson = (text: string): number => (JSON as unknown as { rawJSON(text: string): number }).rawJSON(text)
