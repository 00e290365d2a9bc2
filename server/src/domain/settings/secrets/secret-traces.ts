import { secretParts } from './secret-parts.ts'

/** Shorter pieces of base64 hold too little of a secret to matter. */
const CARRIER = /[\w+/=-]{8,}/g
/** A run of characters that every encoder except base64 leaves unchanged. */
const PLAIN_RUN = /[\w.-]+/g
const MIN_RUN_LENGTH = 3

/**
 * Returns a cheap test for whether a text might contain a secret in any form that a masker finds, so that only few of many
 * secrets need a masker. Can be true for a secret that is absent, but is never false for one that is present.
 */
export function secretTraces(text: string): (secret: string) => boolean {
  const plain = decodePercents(text)
  const haystack = [text, plain, ...decodeBase64(text), ...(plain === text ? [] : decodeBase64(plain))].join(
    '\n',
  )
  return (secret) =>
    secretParts(secret).some((part) => {
      const run = longestRun(part)
      return run.length < MIN_RUN_LENGTH || haystack.includes(run)
    })
}

const longestRun = (part: string): string =>
  (part.match(PLAIN_RUN) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), '')

const decodePercents = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Decodes the base64 in a text at each of the four possible alignments. */
function* decodeBase64(text: string): Generator<string> {
  for (const [carrier] of text.matchAll(CARRIER))
    for (let offset = 0; offset < 4; offset += 1)
      yield Buffer.from(carrier.slice(offset), 'base64').toString('latin1')
}
