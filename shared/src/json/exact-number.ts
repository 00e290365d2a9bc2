/**
 * A JSON number that a JavaScript number would not write back as it stands: more digits than a double holds
 * (`9007199254740993`), or another way to write it (`1.50`, `1e5`, `-0`). It keeps its text; `JSON.stringify` writes
 * it unchanged.
 *
 * @example JSON.stringify({ id: new ExactNumber('9007199254740993') }) // {"id":9007199254740993}
 */
export class ExactNumber {
  readonly text: string

  /** Throws TypeError when the text is not a JSON number. */
  constructor(text: string) {
    if (!JSON_NUMBER.test(text)) throw new TypeError('An exact number needs the text of a JSON number.')
    this.text = text
  }

  /** The JSON form. Typed as a number, which is what a reader of the JSON finds. */
  toJSON(): number {
    return rawJson(this.text)
  }

  toString(): string {
    return this.text
  }

  /** The nearest double: to compare or check a range, never to store. */
  valueOf(): number {
    return Number(this.text)
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The number that a JSON text means, with every digit: a plain number where that writes the same text. */
export function numberFrom(text: string): number | ExactNumber {
  const number = Number(text)
  return String(number) === text ? number : new ExactNumber(text)
}

/**
 * The number that people, Python and YAML write in more ways than JSON allows (`+5`, `007`, `.5`, `1.`), with every
 * digit. Undefined for other text.
 */
export function numberIn(text: string): number | ExactNumber | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?((?:e[+-]?\d+)?)$/i.exec(text.trim())
  const [, sign, whole = '', fraction = '', exponent = ''] = match ?? []
  if (match === null || whole + fraction === '') return undefined
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  return numberFrom(`${sign === '-' ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}${exponent}`)
}

/** True for a number that keeps its text. */
export const isExact = (value: unknown): value is ExactNumber => value instanceof ExactNumber

/** True for a number in either form. */
export const isNumber = (value: unknown): value is number | ExactNumber =>
  typeof value === 'number' || value instanceof ExactNumber

/** `JSON.rawJSON` is in Node and in browsers since 2025, and not yet in TypeScript's types. */
const rawJson = (text: string): number => (JSON as unknown as { rawJSON(text: string): number }).rawJSON(text)
