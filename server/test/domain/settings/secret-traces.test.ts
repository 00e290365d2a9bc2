import { expect, it } from 'vitest'

import { createMasker } from '../../../src/domain/settings/secrets/masker.ts'
import { secretTraces } from '../../../src/domain/settings/secrets/secret-traces.ts'

const SECRETS = [
  'hunter2-Zürich',
  'p@ss "word"/\\x',
  '§§§§§§§§',
  'k9!',
  'postgres://ann:s3cr%2Ft-pw@db.example.com/shop',
  JSON.stringify({ client_email: 'a@example.com', private_key: 'line-one-abc\nline-two-def' }),
  'sunshine',
]
const FORMS: ((secret: string) => string)[] = [
  (secret) => `It said ${secret}, then nothing.`,
  (secret) => `payload ${JSON.stringify({ value: secret })}`,
  (secret) => `GET /?key=${encodeURIComponent(secret)}&x=1`,
  (secret) => `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
  (secret) => `Basic ${encodeURIComponent(Buffer.from(`ab:${secret}`).toString('base64'))}`,
  (secret) => `token ${Buffer.from(secret).toString('base64url')}`,
]

it('every secret that a masker finds in a text leaves a trace', () => {
  const missed = SECRETS.flatMap((secret) =>
    FORMS.map((form) => ({ secret, text: form(secret) })).filter(
      ({ text }) => createMasker([secret]).line(text) !== text && !secretTraces(text)(secret),
    ),
  )
  expect(missed).toEqual([])
})

it('most secrets leave no trace in a text without them', () => {
  const mayHold = secretTraces(
    'The vendor was called. Back at noon, see https://status.example.com/incidents/4711.',
  )
  expect(['hunter2-Zürich', 'ghp_abcdefgh12345678', 'xoxb-1234-5678'].filter(mayHold)).toEqual([])
})
