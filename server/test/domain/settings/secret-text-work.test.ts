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

/** Seconds of processor time, the best of three: others use the machine, too. */
function work(text: string): number {
  const times = Array.from({ length: 3 }, () => {
    const { user } = process.cpuUsage()
    secretsInText(text)
    return process.cpuUsage().user - user
  })
  return Math.min(...times) / 1e6
}

const repeated = (seed: string, length: number): string =>
  seed.repeat(Math.ceil(length / seed.length)).slice(0, length)

it.each(SEEDS)('looking for secrets in %j and nothing else costs about what plain text costs', (seed) => {
  const plain = 'The quick brown fox jumps over the lazy dog, and 12 more: all is well. '
  work(repeated(seed, 10_000))
  const usual = work(repeated(plain, 80_000))
  // 80 KB of `x://` took about 400 times as long.
  expect(work(repeated(seed, 80_000))).toBeLessThan(60 * usual + 0.02)
  expect(work(repeated(seed, 160_000))).toBeLessThan(8 * work(repeated(seed, 80_000)) + 0.02)
})

const PASSWORD =
  /(?<![\w+.-])[a-z][a-z0-9+.-]{0,40}:\/\/(?<user>[^\s/?#@:'"<>]{0,512}):(?<secret>[^\s@'"<>]{1,1024}(?:@[^\s@/'"<>]{1,512})*)@(?=[^\s@/])/gi

it('the password of an address is what one pattern would say it is', () => {
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
