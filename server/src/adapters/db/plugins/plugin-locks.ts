import type { Kysely } from 'kysely'
import * as z from 'zod'

import { lockedPackageSchema, packageChangeSchema } from '@flx/shared/plugins/environment'

import type { PreviousInstallation } from '../../../domain/plugins/plugin-store.ts'
import type { StoredLock } from '../../../domain/plugins/installing/plugin-lock.ts'
import { rowReader, toJson, type RowReader } from '../core/rows/json.ts'
import type { LockOrigin } from '../../../domain/plugins/installing/environment-lock.ts'
import type { PluginLockRow, Schema } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

const packagesSchema = z.array(lockedPackageSchema)
const changesSchema = z.array(packageChangeSchema)

/** Returns the lock of a plugin; undefined also if it cannot be read: its packages are then resolved again. */
export async function readLock(db: Kysely<Schema>, pluginId: string): Promise<StoredLock | undefined> {
  const row = await db
    .selectFrom('plugin_lock')
    .selectAll()
    .where('plugin_id', '=', pluginId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const read = rowReader('plugin_lock', pluginId)
  const packages = listIn(read, 'packages', row.packages, packagesSchema)
  if (packages === null) return undefined
  const { source, python, locked_at: lockedAt } = row
  const changes = row.changes === null ? null : listIn(read, 'changes', row.changes, changesSchema)
  const origin = originOf(row)
  return { source, python, packages, changes, lockedAt, ...(origin === undefined ? {} : { origin }) }
}

/** Returns the origin of a lock; undefined for a lock of an earlier version. */
function originOf(row: PluginLockRow): LockOrigin | undefined {
  const { pip_url: pipUrl, wanted_python: python, executable, platform, fingerprint } = row
  if (pipUrl === null || executable === null || platform === null || fingerprint === null) return undefined
  return { pipUrl, python, executable, platform, fingerprint }
}

/** Returns the list in a column; null if it is damaged, which is reported to the reader. */
function listIn<T>(read: RowReader, column: string, text: string, schema: z.ZodType<T[]>): T[] | null {
  const list = schema.safeParse(read.json(column, text))
  if (!list.success) read.report(column, 'It is not a list of packages.')
  return list.data ?? null
}

/** Stores the lock of a plugin in place of the previous one. */
export async function putLock(trx: Trx, pluginId: string, lock: StoredLock): Promise<void> {
  const values = {
    source: lock.source,
    python: lock.python,
    packages: toJson(lock.packages),
    changes: lock.changes === null ? null : toJson(lock.changes),
    locked_at: lock.lockedAt,
    pip_url: lock.origin?.pipUrl ?? null,
    wanted_python: lock.origin?.python ?? null,
    executable: lock.origin?.executable ?? null,
    platform: lock.origin?.platform ?? null,
    fingerprint: lock.origin?.fingerprint ?? null,
    wanted: 1 as const,
  }
  await trx
    .insertInto('plugin_lock')
    .values({ plugin_id: pluginId, ...values })
    .onConflict((conflict) => conflict.column('plugin_id').doUpdateSet(values))
    .execute()
}

/** Returns the previous installation; undefined also if it cannot be read. */
export async function readPreviousInstallation(
  db: Kysely<Schema>,
  pluginId: string,
): Promise<PreviousInstallation | undefined> {
  const row = await db
    .selectFrom('plugin_rollback')
    .selectAll()
    .where('plugin_id', '=', pluginId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const read = rowReader('plugin_rollback', pluginId)
  const packages = listIn(read, 'packages', row.packages, packagesSchema)
  if (packages === null) return undefined
  const { version, pip_url: pipUrl, source, python, locked_at: lockedAt } = row
  return { version, pipUrl, lock: { source, python, packages, changes: null, lockedAt } }
}

/** Stores the installation that is replaced, in place of the one replaced before. */
export async function putPreviousInstallation(
  trx: Trx,
  pluginId: string,
  { version, pipUrl, lock }: PreviousInstallation,
): Promise<void> {
  const values = {
    version,
    pip_url: pipUrl,
    source: lock.source,
    python: lock.python,
    packages: toJson(lock.packages),
    locked_at: lock.lockedAt,
  }
  await trx
    .insertInto('plugin_rollback')
    .values({ plugin_id: pluginId, ...values })
    .onConflict((conflict) => conflict.column('plugin_id').doUpdateSet(values))
    .execute()
}
