import type { ExactNumber } from './exact-number.ts'

/**
 * Compares two numbers by all their digits. Returns a negative, zero or positive number, as a sort function
 * does.
 */
export function compareNumbers(a: number | ExactNumber, b: number | ExactNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const one = decimalOf(String(a))
  const other = decimalOf(String(b))
  if (one.sign !== other.sign) return one.sign - other.sign
  if (one.size !== other.size) return one.sign * (one.size < other.size ? -1 : 1)
  return one.digits === other.digits ? 0 : one.sign * (one.digits < other.digits ? -1 : 1)
}

/** Returns the double equal to the number, if there is one: `1.50` is 1.5; `9007199254740993` has none. */
export function doubleOf(value: ExactNumber): number | undefined {
  const double = Number(value.text)
  return Number.isFinite(double) && compareNumbers(value, double) === 0 ? double : undefined
}

/** ± 0.`digits` × 10^`size`, without zeros at either end. */
interface Decimal {
  sign: -1 | 0 | 1
  digits: string
  size: number
}

function decimalOf(text: string): Decimal {
  const [, minus, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  const all = whole + fraction
  const digits = all.replace(/^0+/, '')
  if (digits === '') return { sign: 0, digits: '', size: 0 }
  return {
    sign: minus === '-' ? -1 : 1,
    digits: withoutZerosAtTheEnd(digits),
    size: Number(exponent) + whole.length - (all.length - digits.length),
  }
}

/** A loop, because a pattern would rescan each run of zeros from every position in it. */
function withoutZerosAtTheEnd(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}
