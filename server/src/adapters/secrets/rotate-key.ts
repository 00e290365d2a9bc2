import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { sql } from 'kysely'

import { AppError } from '../../domain/core/errors.ts'
import { checkSecretKey, hasKey, isKeyOf } from '../db/operations/key-check.ts'
import type { Database } from '../db/core/open-database.ts'
import { resealAll, type SealedPlace } from '../db/operations/reseal.ts'
import { createSecretBox, keyIdOf } from './secret-box.ts'
import { openSecretKey, readSecretKey, writeSecretKey, type SecretKey } from './secret-key.ts'

/** The steps, in order: a process that dies at any of them leaves a database and a key that fit. */
export type RotationPhase = 'key-written' | 'resealed' | 'committed' | 'key-in-place'

const nextOf = (file: string): string => `${file}.next`

/**
 * Seals everything with a new key. The new key is stored beside the old one before the database uses it, the database
 * changes in one transaction, and only then the new key replaces the old one: `openMatchingKey` completes an
 * interrupted rotation. The old key is kept under its id, for backups made with it. Throws AppError `conflict`, and
 * leaves everything unchanged, if a value does not open with the old key: resealing would lose it, and if it were left
 * out, no single key would open everything.
 */
export async function rotateKey(
  database: Database,
  { dataDir, keyFile }: { dataDir: string; keyFile: string | null },
  onPhase: (phase: RotationPhase) => void | Promise<void> = () => undefined,
): Promise<{ count: number; file: string; former: string; keyId: string }> {
  const old = await openMatchingKey(database, { dataDir, keyFile })
  await checkSecretKey(database, createSecretBox(old))
  const former = `${old.file}.${keyIdOf(old)}`
  const next = await writeSecretKey(nextOf(old.file))
  await settle(dirname(old.file))
  await onPhase('key-written')
  const count = await database.db
    .transaction()
    .execute(async (trx) => {
      const sealed = await resealAll(trx, createSecretBox(old), createSecretBox(next))
      if (sealed.unreadable.length > 0) throw refusal(sealed.unreadable, old.file)
      await copyFile(old.file, former)
      await settle(dirname(old.file))
      await onPhase('resealed')
      return sealed.count
    })
    .catch(async (error: unknown) => {
      // The database is unchanged, so the new key fits nothing.
      if (error instanceof AppError) await rm(next.file)
      throw error
    })
  if (database.dialect === 'sqlite') {
    // Values sealed with the old key must not remain in freed pages of the file.
    await sql`vacuum`.execute(database.db)
    // Flushed to the disk before the new key is the only one.
    await sql`pragma wal_checkpoint(truncate)`.execute(database.db)
  }
  await onPhase('committed')
  await rename(next.file, old.file)
  await settle(dirname(old.file))
  await onPhase('key-in-place')
  return { count, file: old.file, former, keyId: keyIdOf(next) }
}

function refusal(places: readonly SealedPlace[], file: string): AppError {
  const [subject, pronoun] =
    places.length === 1 ? ['One stored value', 'it'] : [`${places.length} stored values`, 'them']
  const lines = places.map(({ table, id, column }) => `  ${table} ${id}: ${column}`)
  return new AppError(
    'conflict',
    `The key was not changed: ${subject} cannot be decrypted with ${file}. Set ${pronoun} again, delete what ${pronoun === 'it' ? 'it belongs' : 'they belong'} to, or restore a backup; then rotate the key.\n${lines.join('\n')}`,
  )
}

/**
 * Opens the key of the installation. After an interrupted rotation there are two: the one that fits the database stays,
 * the other is removed.
 */
export async function openMatchingKey(
  database: Database,
  { dataDir, keyFile }: { dataDir: string; keyFile: string | null },
): Promise<SecretKey> {
  const file = keyFile ?? join(dataDir, 'secret.key')
  if ((await readSecretKey(file)) === undefined && (await hasKey(database))) {
    throw new AppError(
      'unavailable',
      `The key file ${file} is missing, but the secrets in the database are encrypted with it. Restore it from your copy; a new key cannot decrypt them.`,
    )
  }
  const key = await openSecretKey(dataDir, keyFile)
  const next = await readSecretKey(nextOf(key.file))
  if (next === undefined) return key
  if (!(await isKeyOf(database, createSecretBox(next)))) {
    await rm(next.file)
    return key
  }
  await rename(next.file, key.file)
  await settle(dirname(key.file))
  return { ...next, file: key.file }
}

/** Flushes a folder: without this, names of files do not survive a power failure. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
