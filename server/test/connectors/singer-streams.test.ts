import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { connector, makeFolder } from './support/connector.ts'

const STREAMS = join(import.meta.dirname, '../../../../shared/singer-streams')

/** Streams that must fail, naming the line; all others load. */
const FAIL = new Map([
  ['invalid_schema', /Line \d+: the SCHEMA of stream/],
  ['record_before_schema', /Line \d+: a RECORD of stream .* came before its SCHEMA/],
  ['record_missing_key_property', /Line \d+: a record of stream .* lacks the key property "id"/],
  ['record_missing_required_property', /Line \d+: a record of stream .* lacks the required property/],
])

const names = existsSync(STREAMS)
  ? readdirSync(STREAMS).flatMap((file) => (file.endsWith('.singer') ? [file.replace('.singer', '')] : []))
  : []

describe.skipIf(names.length === 0)('the recorded Singer streams (needs ../shared/singer-streams)', () => {
  it.each(names.map((name, index) => [name, index] as const))('%s', async (name, index) => {
    const input = readFileSync(join(STREAMS, `${name}.singer`), 'utf8')
    const folder = makeFolder()
    const loaders = [
      () => connector('target-sqlite', { config: { database: join(folder, 'out.db') }, input }),
      () => connector('target-jsonl', { config: { destination_path: folder }, input }),
    ]
    const failure = FAIL.get(name)
    // Both read streams with the same functions: they take turns, and at night each loads all.
    for (const load of loaders.filter((_, loader) => EVERYTHING || loader === index % loaders.length)) {
      const { code, stderr } = await load()
      expect(stderr).toMatch(failure ?? /^INFO .* records (loaded|written)$/m)
      expect(code).toBe(failure === undefined ? 0 : 1)
    }
  })
})
