import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createMasker } from '../../../src/domain/settings/secrets/masker.ts'

const SECRET = 'p@ss/w"örd + 1'

describe('a secret in a log line', () => {
  const { line } = createMasker([SECRET])
  it.each([
    ['as it is', `login with ${SECRET}!`, 'login with ***!'],
    ['in JSON', `sent ${JSON.stringify({ password: SECRET })}`, 'sent {"password":"***"}'],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ p: SECRET })), String.raw`"{\"p\":\"***\"}"`],
    ['in JSON as Python escapes it', String.raw`{"p": "p@ss/w\"\u00f6rd + 1"}`, '{"p": "***"}'],
    ['in a URL', `GET /?p=${encodeURIComponent(SECRET)}&x=1`, 'GET /?p=***&x=1'],
    ['in a form', new URLSearchParams({ p: SECRET, x: '1' }).toString(), 'p=***&x=1'],
    ['in an address as a whole', `GET ${encodeURI(`/${SECRET}?x`)}`, 'GET /***?x'],
    ['in an address as browsers read it', new URL(`http://h/?p=${SECRET}&x`).search, '?p=***&x'],
    ['in JSON with capital digits', String.raw`"p@ss/w\"\u00F6rd + 1"`, '"***"'],
    [
      'in a URL with small letters',
      `p=${encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())}`,
      'p=***',
    ],
  ])('is masked %s', (_, text, masked) => {
    expect(line(text)).toBe(masked)
  })

  it('is masked in base64, whatever surrounds it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        fc.boolean(),
        (before, after, url) => {
          const bytes = Buffer.concat([before, Buffer.from(SECRET), after])
          const encoded = bytes.toString(url ? 'base64url' : 'base64')
          const masked = line(`Authorization: Basic ${encoded}`)
          expect(masked).toContain('***')
          // At most one border character with some bits of the secret is left on either side.
          const left = encoded.length - masked.replace('***', '').length + 'Authorization: Basic '.length
          expect(left).toBeGreaterThanOrEqual(Math.floor((Buffer.byteLength(SECRET) * 8) / 6) - 2)
        },
      ),
    )
  })

  it('is masked everywhere', () => {
    expect(line(`${SECRET}${SECRET} ${SECRET}`)).toBe('****** ***')
  })
})

describe('the masker', () => {
  it('masks the longer of two secrets with the same beginning', () => {
    expect(createMasker(['hunter', 'hunter-token']).line('a hunter-token, a hunter')).toBe('a ***, a ***')
  })
  it('masks the longer of two with the same beginning in JSON too', () => {
    expect(createMasker(['secret', 'secret"x']).line(String.raw`"secret\"x"`)).toBe('"***"')
  })
  it('leaves values under six characters alone', () => {
    expect(createMasker(['12345', '', '      ']).line('12345 and       blanks')).toBe(
      '12345 and       blanks',
    )
  })
  it('masks each line of a key, as logs are split at newlines', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n'
    const { line } = createMasker([key])
    expect(line('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----')
    expect(line('MIIEvQIBADANBg')).toBe('***')
    expect(line(JSON.stringify({ key }))).toBe('{"key":"***"}')
  })
  it('treats every character literally', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 20, unit: 'grapheme-ascii' }), (secret) => {
        fc.pre(secret.trim().length >= 6)
        expect(createMasker([secret]).line(`<${secret}>`)).not.toContain(secret)
      }),
    )
  })
})
