import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { checkSecretKey } from '../../../src/adapters/db/operations/key-check.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { deriveKey, openSecretKey } from '../../../src/adapters/secrets/secret-key.ts'
import { describeDialects } from '../../support/database.ts'

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-key-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const boxOf = (byte: number) => createSecretBox({ bytes: Buffer.alloc(32, byte), file: `key-${byte}` })

describe('the key of an installation', () => {
  it('is created at the first start, for its owner only, and read afterwards', () =>
    inFolder(async (folder) => {
      const made = await openSecretKey(folder, null)
      expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600)
      expect((await openSecretKey(folder, null)).bytes).toEqual(made.bytes)
      expect(await readdir(folder)).toEqual(['secret.key'])
    }))

  it('is one key when several servers start at once', () =>
    inFolder(async (folder) => {
      const keys = await Promise.all(Array.from({ length: 8 }, () => openSecretKey(folder, null)))
      expect(new Set(keys.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1)
      const stored = (await readFile(join(folder, 'secret.key'), 'utf8')).trim()
      expect(stored).toBe(keys[0]?.bytes.toString('hex'))
    }))

  it('is refused when the file holds something else or cannot be written, naming the file', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'own.key')
      await writeFile(file, 'too short')
      await expect(openSecretKey(folder, file)).rejects.toThrow(`The key file ${file} does not hold a key`)
      const nowhere = join(folder, 'none', 'secret.key')
      await expect(openSecretKey(folder, nowhere)).rejects.toThrow(
        `The key file ${nowhere} cannot be written`,
      )
    }))

  it('derives a separate key for every purpose', () => {
    const key = { bytes: Buffer.alloc(32, 1), file: '' }
    expect(deriveKey(key, 'a')).not.toEqual(deriveKey(key, 'b'))
    expect(deriveKey(key, 'a')).toEqual(deriveKey(key, 'a'))
  })
})

describe('a sealed text', () => {
  it('opens with its key only, names the key, and is never the same twice', () => {
    const box = boxOf(1)
    const sealed = box.seal('päss 🦊')
    expect(box.open(sealed)).toBe('päss 🦊')
    expect(box.seal('päss 🦊')).not.toBe(sealed)
    expect(box.open(box.seal(''))).toBe('')
    expect(() => boxOf(2).open(sealed)).toThrow(
      /encrypted with a different key \([0-9a-f]{8}\) than the one in key-2/,
    )
  })

  it('is refused once changed', () => {
    const box = boxOf(1)
    const sealed = box.seal('secret')
    const position = sealed.length - 6
    const other = sealed[position] === 'A' ? 'B' : 'A'
    expect(() => box.open(sealed.slice(0, position) + other + sealed.slice(position + 1))).toThrow('damaged')
    expect(() => box.open(sealed.slice(0, 14))).toThrow('damaged')
    expect(() => box.open('v1')).toThrow('a different key')
    expect(() => box.open('')).toThrow('a different key')
  })
})

describeDialects('a database', (open) => {
  it('accepts the first key and refuses every other key', async () => {
    await using test = await open()
    await Promise.all([
      checkSecretKey(test.database, boxOf(1)),
      checkSecretKey(test.connect().database, boxOf(1)),
    ])
    await checkSecretKey(test.database, boxOf(1))
    await expect(checkSecretKey(test.database, boxOf(2))).rejects.toThrow(
      /Restore the key file of this database/,
    )
  })
})
