import { ExactNumber, numberFrom, numberIn } from '@flx/shared/json/exact-number'
import { visit, type Document, type ScalarTag } from 'yaml'

/** A number written with its original digits. */
export const EXACT_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  // For writing only: `keepDigits` reads them.
  resolve: (text) => text,
  test: /^(?!)/,
  stringify: ({ value }) => String(value),
}

/** Returns a number with its original digits; undefined if it is infinite. */
export function exactNumber(value: number, source: string): number | ExactNumber | undefined {
  if (/^0(?:x[0-9a-f]+|o[0-7]+)$/i.test(source)) return numberFrom(String(BigInt(source)))
  const exact = numberIn(source)
  // YAML 1.1, if the file declares it, has octal and sexagesimal numbers.
  if (exact !== undefined && Number(exact) === value) return exact
  return Number.isFinite(value) ? value : undefined
}

/** Replaces the parser's doubles with the numbers as written in the document; in its keys as well with `keys`. */
export function keepDigits(document: Document, { keys = false } = {}): void {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' && !keys) return
      if (typeof node.value !== 'number' || node.source === undefined) return
      const exact = exactNumber(node.value, node.source)
      if (exact !== undefined) node.value = exact
    },
  })
}
