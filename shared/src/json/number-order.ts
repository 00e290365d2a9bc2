import type { ExactNumber } from './exact-number.ts'

/**
 * Compares two numbers by all their digits. Returns a negative, zero or positive number, as a sort function
 * does.
 */
export function compareNumbers(a: number | ExactNumber, b: number | ExactNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const decimalA = decimalOf(String(a))
  const decimalB = decimalOf(String(b))
  if (decimalA.sign !== decimalB.sign) return decimalA.sign - decimalB.sign
  if (decimalA.size !== decimalB.size) return decimalA.sign * (decimalA.size < decimalB.size ? -1 : 1)
  return decimalA.digits === decimalB.digits
    ? 0
    : decimalA.sign * (decimalA.digits < decimalB.digits ? -1 : 1)
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
  const allDigits = whole + fraction
  const digits = allDigits.replace(/^0+/, '')
  if (digits === '') return { sign: 0, digits: '', size: 0 }
  return {
    sign: minus === '-' ? -1 : 1,
    digits: withoutZerosAtTheEnd(digits),
    size: Number(exponent) + whole.length - (allDigits.length - digits.length),
  }
}

/** A loop, because a pattern would rescan each run of zeros from every position in it. */
function withoutZerosAtTheEnd(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}
