import { secretParts } from './secret-parts.ts'

/** Shorter pieces of base64 hold too little of a secret to be looked at. */
const CARRIER = /[\w+/=-]{8,}/g
/** A run of characters that every encoder leaves as it is, but base64. */
const PLAIN_RUN = /[\w.-]+/g
const SHORTEST_RUN = 3

/**
 * Whether a secret may stand in a text, in any form that a masker finds: cheap, so that of many secrets only few need a
 * masker. True for some that do not stand in it, never false for one that does.
 */
export function secretTraces(text: string): (secret: string) => boolean {
  const plain = withoutPercents(text)
  const haystack = [text, plain, ...decoded(text), ...(plain === text ? [] : decoded(plain))].join('\n')
  return (secret) =>
    secretParts(secret).some((part) => {
      const run = longestRun(part)
      return run.length < SHORTEST_RUN || haystack.includes(run)
    })
}

const longestRun = (part: string): string =>
  (part.match(PLAIN_RUN) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), '')

const withoutPercents = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** What stands in base64 in a text, at each of the four places where a group may begin. */
function* decoded(text: string): Generator<string> {
  for (const [carrier] of text.matchAll(CARRIER))
    for (let place = 0; place < 4; place += 1)
      yield Buffer.from(carrier.slice(place), 'base64').toString('latin1')
}
