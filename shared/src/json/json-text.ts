import { readExactly } from './exact-reader.ts'
import { numberFrom } from './exact-number.ts'
import { nestsDeeper } from './json-limits.ts'
import type { Json } from './json.ts'

/**
 * A number that a double may not write back as it stands: long, with an exponent, with a zero at its end, or minus
 * zero. The characters around a number distinguish it from most texts in quotation marks.
 */
const SUSPECT = /[:[,]\s*-?(?:\d[\d.]{15,}|\d+\.\d*0|[\d.]+[eE][-+\d]+|(?<=-)0)(?=\s*[\]},])/

/** Output of programs may nest deeper than input of people. */
const MOST_LEVELS = 1000

/**
 * Parses JSON and keeps every digit: a number that a double would change becomes an `ExactNumber`, which
 * `JSON.stringify` writes as it stood. Use it, rather than `JSON.parse`, for all that a person or a connector wrote.
 * Throws SyntaxError, as `JSON.parse` does, also for what nests so deep that code that follows it would overflow.
 */
export function parseJson(text: string): Json {
  refuseDeep(text)
  return SUSPECT.test(text) ? parsedExactly(text) : parsedPlainly(text)
}

/** The same for a text of megabytes, with `turn` between its steps, where others that wait may continue. */
export async function parseJsonInTurns(text: string, turn: () => Promise<void>): Promise<Json> {
  refuseDeep(text)
  await turn()
  if (SUSPECT.test(text)) return parsedExactly(text)
  await turn()
  return parsedPlainly(text)
}

/** The same, undefined when the text is not JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function refuseDeep(text: string): void {
  if (text.length > 2 * MOST_LEVELS && nestsDeeper(text, MOST_LEVELS)) {
    throw new SyntaxError(`It is nested more than ${MOST_LEVELS} levels deep`)
  }
}

/** `JSON.parse` says best what is wrong. */
const parsedExactly = (text: string): Json => readExactly(text) ?? (JSON.parse(text) as Json)

function parsedPlainly(text: string): Json {
  const value = JSON.parse(text) as Json
  return typeof value === 'number' ? numberFrom(text.trim()) : value
}
