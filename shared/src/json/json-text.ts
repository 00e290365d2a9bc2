import { readExactly } from './exact-reader.ts'
import { numberFrom } from './exact-number.ts'
import { nestsDeeper } from './json-limits.ts'
import type { Json } from './json.ts'

/**
 * Matches a number that a double might not write back unchanged: long, with an exponent, with a trailing
 * zero, or minus zero. The characters around it exclude most numbers inside strings.
 */
const SUSPECT = /[:[,]\s*-?(?:\d[\d.]{15,}|\d+\.\d*0|[\d.]+[eE][-+\d]+|(?<=-)0)(?=\s*[\]},])/

/** Output of programs can nest deeper than user input. */
const MAX_LEVELS = 1000

/**
 * Parses JSON and keeps every digit: a number that a double would change becomes an `ExactNumber`, which
 * `JSON.stringify` writes unchanged. Use it instead of `JSON.parse` for everything that a user or connector
 * wrote. Throws SyntaxError like `JSON.parse`, and also for nesting so deep that recursive code would
 * overflow.
 */
export function parseJson(text: string): Json {
  refuseDeep(text)
  return SUSPECT.test(text) ? parsedExactly(text) : parsedPlainly(text)
}

/**
 * Parses a text of megabytes like `parseJson`, awaiting `turn` between steps so that other work can continue.
 */
export async function parseJsonInTurns(text: string, turn: () => Promise<void>): Promise<Json> {
  refuseDeep(text)
  await turn()
  if (SUSPECT.test(text)) return parsedExactly(text)
  await turn()
  return parsedPlainly(text)
}

/** Parses like `parseJson`; undefined if the text is not valid JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function refuseDeep(text: string): void {
  if (text.length > 2 * MAX_LEVELS && nestsDeeper(text, MAX_LEVELS)) {
    throw new SyntaxError(`It is nested more than ${MAX_LEVELS} levels deep`)
  }
}

/** Falls back to `JSON.parse` for its error message. */
const parsedExactly = (text: string): Json => readExactly(text) ?? (JSON.parse(text) as Json)

function parsedPlainly(text: string): Json {
  const value = JSON.parse(text) as Json
  return typeof value === 'number' ? numberFrom(text.trim()) : value
}
