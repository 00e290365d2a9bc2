import { Buffer } from 'node:buffer'

import { describe, expect, it } from 'vitest'

import { createLineSplitter } from '../../../src/adapters/process/pipe/line-splitter.ts'
import { excerptOf } from '../../../src/domain/core/text/cut-text.ts'
import { createMasker } from '../../../src/domain/settings/secrets/masker.ts'

const KEY_LINES = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj']
const ACCOUNT = {
  type: 'service_account',
  project_id: 'my-project-77',
  private_key: `-----BEGIN PRIVATE KEY-----\n${KEY_LINES.join('\n')}\n-----END PRIVATE KEY-----\n`,
  client_email: 'robot@my-project-77.iam.example',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  universe_domain: 'googleapis.com',
}

describe('the parts of a secret', () => {
  it.each([
    ['JSON', JSON.stringify(ACCOUNT)],
    ['indented JSON', JSON.stringify(ACCOUNT, null, 2)],
    ['JSON in base64', Buffer.from(JSON.stringify(ACCOUNT)).toString('base64')],
    ['JSON inside JSON', JSON.stringify({ credentials: JSON.stringify(ACCOUNT) })],
  ])('of a service account in %s are masked, its types and public addresses are not', (_form, secret) => {
    const { line } = createMasker([secret])
    for (const part of [ACCOUNT.project_id, ACCOUNT.client_email, ...KEY_LINES]) {
      expect(line(`it says ${part}!`)).toBe('it says ***!')
    }
    const readable = `${ACCOUNT.type} ${ACCOUNT.auth_uri} ${ACCOUNT.universe_domain}`
    expect(line(readable)).toBe(readable)
  })

  it('of a named entry are its value, not its name', () => {
    const { line } = createMasker([JSON.stringify({ name: 'Authorization', value: 'abc-def-1' })])
    expect(line('Authorization: abc-def-1')).toBe('Authorization: ***')
  })

  it('of a key whose line breaks are two characters are masked', () => {
    const { line } = createMasker([ACCOUNT.private_key.replaceAll('\n', String.raw`\n`)])
    for (const part of KEY_LINES) expect(line(part)).toBe('***')
  })

  it.each([
    ['postgres://u:p%40ss-word@h/db', ['p%40ss-word', 'p@ss-word']],
    ['jdbc:sqlserver://h;user=sa;password=long pass word;x=1', ['long pass word']],
    ['https://h/c?sv=1&sig=abc%2Bdefgh', ['abc%2Bdefgh', 'abc+defgh']],
    ['Bearer abcdef12345', ['abcdef12345']],
    [
      String.raw`db.example.com:5432:sales:reader:with\:colon\\s`,
      [String.raw`with\:colon\\s`, String.raw`with:colon\s`],
    ],
    ['user: ada\npassword: yaml-password', ['yaml-password']],
  ])('of %s are masked, encoded and decoded', (secret, parts) => {
    const { line } = createMasker([secret])
    for (const part of parts) expect(line(`with ${part}`)).toBe('with ***')
  })
})

describe('a text that is cut', () => {
  const SECRET = 'correct-horse-battery-staple'
  const halves = Array.from({ length: SECRET.length - 5 }, (_, index) => SECRET.slice(0, 6 + index))

  it.each([SECRET, JSON.stringify({ password: SECRET, other: 'x'.repeat(300) })])(
    'shows no half of a secret, wherever the cut is',
    (secret) => {
      const { line } = createMasker([secret])
      for (let before = 0; before < 200; before += 1) {
        const shown = line(excerptOf(`${'.'.repeat(before)}${SECRET} and more`.repeat(3), 200))
        for (const half of halves) expect(shown).not.toContain(half)
      }
    },
  )

  it('is masked before the line limit cuts it, also across chunk boundaries', () => {
    const { line } = createMasker([SECRET])
    for (const offset of [1, 10, SECRET.length - 1]) {
      const lines: string[] = []
      const splitter = createLineSplitter(1000, (text) => void lines.push(line(text)))
      const bytes = Buffer.from(`${'.'.repeat(1000 - offset)}${SECRET}${'.'.repeat(500)}\n`)
      for (let at = 0; at < bytes.length; at += 7) splitter.push(bytes.subarray(at, at + 7))
      splitter.end()
      for (const half of halves) expect(lines.join('')).not.toContain(half)
      expect(lines[0]).toMatch(/^\.{500,} … \(\d+ more bytes cut\)$/)
    }
  })

  it('stays readable without a secret', () => {
    const { line } = createMasker([SECRET])
    expect(line(excerptOf('a'.repeat(500), 300))).toMatch(/^a{150,300} … \(\d+ more bytes cut\)$/)
  })
})
