import { misuse } from './exit.ts'

/** Parses a whole number of the command line. Throws Failure. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw misuse(`${name} must be a whole number from ${min} to ${max}.`)
}
