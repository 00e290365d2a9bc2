import { misuse } from './exit.ts'

/** Parses a whole number of the command line. Throws Failure. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw misuse(`${name} must be a whole number from ${least} to ${most}.`)
}
