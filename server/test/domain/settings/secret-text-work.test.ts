import { secretsInText } from '@flx/shared/settings/secret-text'
import fc from 'fast-check'
import { expect, it } from 'vitest'

/** Beginnings of secrets without an end, each of which makes a pattern look ahead. */
const SEEDS = [
  'x://',
  'x://x:',
  'x://:a',
  'x://u:p@',
  'a@b@',
  ';a=',
  ';a ="',
  "-a='",
  '-a',
  'eyJ-',
  'eyJ-aaaaaaaa.',
  'eyJaaaaaaaaa.eyJaaaaaaaaa',
  'oracle:thin:a/',
  'h:5432:d:u:',
  'h:1:\\:',
  'bearer  ',
  'basic a',
  'Authorization: "',
  'sk-',
  '-----BEGIN PRIVATE KEY',
  '{"a": ',
  '"a":"',
  String.raw`\"a\":\"`,
  '<a>',
  '<a>b<',
  ' -u a:',
  'https://x.webhook.office.com/',
  'https://hooks.slack.com/services/',
]

const TRIES = 3

/** Seconds of CPU time that the search takes. */
function work(text: string): number {
  const { user } = process.cpuUsage()
  secretsInText(text)
  return (process.cpuUsage().user - user) / 1e6
}

/** The minimum of several tries, since others use the machine too: stops trying once it is below `enough`. */
function leastWork(text: string, enough = 0): number {
  let least = Infinity
  for (let tries = 0; tries < TRIES && least >= enough; tries += 1) least = Math.min(least, work(text))
  return least
}

const repeated = (seed: string, length: number): string =>
  seed.repeat(Math.ceil(length / seed.length)).slice(0, length)

it.each(SEEDS)('searching %j for secrets costs about as much as searching plain text', (seed) => {
  const plain = 'The quick brown fox jumps over the lazy dog, and 12 more: all is well. '
  work(repeated(seed, 10_000))
  const ofPlain = 60 * leastWork(repeated(plain, 80_000)) + 0.02
  // 80 KB of `x://` took about 400 times as long.
  const once = leastWork(repeated(seed, 80_000), ofPlain)
  expect(once).toBeLessThan(ofPlain)
  const ofHalf = 8 * once + 0.02
  expect(leastWork(repeated(seed, 160_000), ofHalf)).toBeLessThan(ofHalf)
})

const PASSWORD =
  /(?<![\w+.-])[a-z][a-z0-9+.-]{0,40}:\/\/(?<user>[^\s/?#@:'"<>]{0,512}):(?<secret>[^\s@'"<>]{1,1024}(?:@[^\s@/'"<>]{1,512})*)@(?=[^\s@/])/gi

it('the password of an address is what a single pattern would find', () => {
  const text = fc
    .array(fc.constantFrom('x', '://', ':', '@', '/', 'pass', ' ', '"', '5432', 'host', 'ab://', '?'), {
      maxLength: 14,
    })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (given) => {
      const found = secretsInText(given)
      for (const { groups = {} } of given.matchAll(PASSWORD)) {
        const secret = groups['secret'] ?? ''
        if (/^\d{1,5}[/?;,]/.test(secret)) continue
        expect(found.some((one) => one.includes(secret))).toBe(true)
      }
    }),
    { numRuns: 3000, examples: [['ab://://@x@']] },
  )
})
