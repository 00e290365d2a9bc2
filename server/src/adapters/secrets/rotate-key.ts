import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { sql } from 'kysely'

import { AppError } from '../../domain/errors.ts'
import { checkSecretKey, hasKey, isKeyOf } from '../db/key-check.ts'
import type { Database } from '../db/open-database.ts'
import { resealAll } from '../db/reseal.ts'
import { createSecretBox, keyIdOf } from './secret-box.ts'
import { openSecretKey, readSecretKey, writeSecretKey, type SecretKey } from './secret-key.ts'

/** What is done when: a process that dies at any of these moments leaves a database and a key that belong together. */
export type RotationPhase = 'key-written' | 'sealed-anew' | 'committed' | 'key-in-place'

const nextOf = (file: string): string => `${file}.next`

/**
 * Seals everything with a new key. The new key lies beside the old one before the database knows of it, the database
 * changes in one transaction, and only then the new key takes the old one's place: `openMatchingKey` finishes what was
 * cut short. The old key is kept under its id, for backups that were made with it.
 */
export async function rotateKey(
  database: Database,
  { dataDir, keyFile }: { dataDir: string; keyFile: string | null },
  onPhase: (phase: RotationPhase) => void | Promise<void> = () => undefined,
): Promise<{ count: number; file: string; former: string; keyId: string }> {
  const old = await openMatchingKey(database, { dataDir, keyFile })
  await checkSecretKey(database, createSecretBox(old))
  const former = `${old.file}.${keyIdOf(old)}`
  await copyFile(old.file, former)
  const next = await writeSecretKey(nextOf(old.file))
  await settle(dirname(old.file))
  await onPhase('key-written')
  const count = await database.db.transaction().execute(async (trx) => {
    const sealed = await resealAll(trx, createSecretBox(old), createSecretBox(next))
    await onPhase('sealed-anew')
    return sealed
  })
  if (database.dialect === 'sqlite') {
    // What was sealed with the old key must not stay behind in freed pages of the file.
    await sql`vacuum`.execute(database.db)
    // Onto the disk itself, before the new key is the only one.
    await sql`pragma wal_checkpoint(truncate)`.execute(database.db)
  }
  await onPhase('committed')
  await rename(next.file, old.file)
  await settle(dirname(old.file))
  await onPhase('key-in-place')
  return { count, file: old.file, former, keyId: keyIdOf(next) }
}

/**
 * The key of the installation. Where a rotation was cut short there are two: the one that opens the database stays, the
 * other one goes.
 */
export async function openMatchingKey(
  database: Database,
  { dataDir, keyFile }: { dataDir: string; keyFile: string | null },
): Promise<SecretKey> {
  const file = keyFile ?? join(dataDir, 'secret.key')
  if ((await readSecretKey(file)) === undefined && (await hasKey(database))) {
    throw new AppError(
      'unavailable',
      `The key file ${file} is missing, and the secrets in the database are sealed with it. Put it back from where it was kept; a new one would not open them.`,
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

/** Names of files survive a power failure only when their folder was written, too. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
