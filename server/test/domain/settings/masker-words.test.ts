import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createMasker, maskJson } from '../../../src/domain/settings/secrets/masker.ts'

/** Technical terms, other words, and letters that happen to be the password. */
const known = fc.constantFrom('postgres', 'singer', 'target', 'Password', 'orders', 'password', 'USERNAME')
const letters = fc.string({
  unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz')),
  minLength: 6,
  maxLength: 12,
})
const words = fc.oneof(known, fc.constantFrom('sunshine', 'Welcome', 'DRAGON', 'monkey'), letters)

/** Where a word is part of a name. */
const NAMES = [
  (w: string) => `Starting tap-${w} (variant meltanolabs) and target-jsonl`,
  (w: string) => `${w}-sdk 0.4: /data/environments/${w}/bin/tap-${w} exited with code 1`,
  (w: string) => `2026-11-28 INFO tap_${w}.client.${w} | ready in 3 s`,
  (w: string) => `Installing ${w}.tar.gz from https://example.com/${w}/simple`,
  (w: string) => `{"${w}": {"id": 3}, '${w}': 4, "${w}_id":5}`,
  (w: string) => `${w}://user@host/db`,
  (w: string) => `x${w}, ${w}7, ${w}_x`,
]

/** Where it is a value. */
const VALUES = [
  (w: string) => w,
  (w: string) => ` ${w}\t`,
  (w: string) => `host=db password=${w} user=me`,
  (w: string) => `Server=h;Pwd=${w};Timeout=3`,
  (w: string) => `connecting to postgres://me:${w}@db.example/x`,
  (w: string) => `cloning https://${w}@git.example/x`,
  (w: string) => JSON.stringify({ a: w }),
  (w: string) => JSON.stringify([1, w]),
  (w: string) => JSON.stringify({ text: JSON.stringify({ a: w }) }),
  (w: string) => `{'a': '${w}', 'b': 1}`,
  (w: string) => `connect(user="me", pw="${w}")`,
  (w: string) => `$ tap --password ${w} --verbose`,
  (w: string) => `the password is ${w}, it says`,
  (w: string) => `PGPASSWORD: ${w}`,
  (w: string) => `GET /?q=${w}&x=1`,
  (w: string) => `redirect=%2F%3Fq%3D${w}%26x`,
  (w: string) => `Authorization: Basic ${Buffer.from(`me:${w}`).toString('base64')}`,
]

describe('a password that is an ordinary word', () => {
  it('leaves names, paths and prefixes readable', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...NAMES), (word, text) => {
        // A fragment of the text's own words can be the word.
        fc.pre(!text('').toLowerCase().includes(word.toLowerCase()))
        expect(createMasker([word]).line(text(word))).toBe(text(word))
      }),
      { numRuns: 500 },
    )
  })

  it('is masked wherever it is a value', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...VALUES), (word, text) => {
        fc.pre(!text('').toLowerCase().includes(word.toLowerCase()))
        const masked = createMasker([word]).line(text(word))
        expect(masked).toContain('***')
        expect(masked).not.toContain(word)
      }),
      { numRuns: 1000 },
    )
  })

  it('is masked in a sentence, unless it is a technical term', () => {
    const said = (word: string) => createMasker([word]).line(`Signed in with ${word}. Reading.`)
    expect(said('sunshine')).toBe('Signed in with ***. Reading.')
    expect(said('postgres')).toBe('Signed in with postgres. Reading.')
  })

  it('is masked after the characters that JSON, an address or a terminal writes before it', () => {
    const { line } = createMasker(['sunshine'])
    expect(line(String.raw`{"m":"it is\nsunshine\tor"}`)).toBe(String.raw`{"m":"it is\n***\tor"}`)
    expect(line('\u001B[31msunshine\u001B[0m')).toBe('\u001B[31m***\u001B[0m')
    expect(line(String.raw`\u0022sunshine\u0022 and %22sunshine%22`)).toBe(
      String.raw`\u0022***\u0022 and %22***%22`,
    )
  })

  it('leaves the names of streams in a state and of fields in a catalogue unchanged', () => {
    const masker = createMasker(['orders'])
    const state = { bookmarks: { orders: { id: 7 }, orders_items: { at: 'orders' } } }
    expect(maskJson(state, masker)).toEqual({
      bookmarks: { orders: { id: 7 }, orders_items: { at: '***' } },
    })
    const other = { bookmarks: { orders: { id: 7 } } }
    expect(maskJson(other, masker)).toBe(other)
  })

  it.each(['hunter2', 'sunShine', 'correct-horse', 'schlüssel', 'abcdefghijklm'])(
    'excludes %s, which is masked everywhere',
    (secret) => {
      expect(createMasker([secret]).line(`tap-${secret}_x/${secret}.log`)).toBe('tap-***_x/***.log')
    },
  )
})
