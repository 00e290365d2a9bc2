import { hkdfSync, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { AppError, messageOf } from '../../domain/core/errors.ts'

/** The key of this installation: 32 bytes, stored beside the database, never in it. */
export interface SecretKey {
  bytes: Buffer
  file: string
}

/**
 * Reads the key, or creates one (file mode 0600) at the first start. Throws AppError `unavailable` if the file cannot
 * be read or holds something else.
 */
export async function openSecretKey(dataDir: string, keyFile: string | null): Promise<SecretKey> {
  const file = keyFile ?? join(dataDir, 'secret.key')
  return parsed((await readIfPresent(file)) ?? (await create(file)), file)
}

/** Reads the key of a file that might not exist. */
export async function readSecretKey(file: string): Promise<SecretKey | undefined> {
  const text = await readIfPresent(file)
  return text === undefined ? undefined : parsed(text, file)
}

/** Writes a new key. An existing file is removed first. */
export async function writeSecretKey(file: string): Promise<SecretKey> {
  await rm(file, { force: true })
  return parsed(await create(file), file)
}

function parsed(text: string, file: string): SecretKey {
  const bytes = Buffer.from(text.trim(), 'hex')
  if (bytes.length !== 32) {
    throw new AppError(
      'unavailable',
      `The key file ${file} does not hold a key of 64 hexadecimal digits. Restore it from a backup.`,
    )
  }
  return { bytes, file }
}

/** Derives a key for another purpose, from which the original cannot be computed. */
export function deriveKey(key: SecretKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key.bytes, '', `flx ${purpose}`, 32))
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AppError('unavailable', `The key file ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

async function create(file: string): Promise<string> {
  const text = randomBytes(32).toString('hex')
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true })
    // Appears completely or not at all, and never replaces a key that another server created at the same moment.
    await link(draft, file)
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readIfPresent(file) : undefined
    if (other !== undefined) return other
    throw new AppError('unavailable', `The key file ${file} cannot be written: ${messageOf(error)}.`, {
      cause: error,
    })
  } finally {
    await rm(draft, { force: true })
  }
  return text
}
