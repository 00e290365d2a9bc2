import { sql, type Kysely } from 'kysely'

import type { Database } from '../core/open-database.ts'
import { rowReader } from '../core/rows/json.ts'
import type { Schema } from '../core/schema.ts'

/** The version of the schema that a release knows, and the releases it can share a database with. */
export interface SchemaLevel {
  /** Raised by one with each release that adds migrations. */
  level: number
  /**
   * The oldest level that also works on this schema: the previous one, unless a migration removes something that it
   * needs.
   */
  oldest: number
}

/** The level of this version. */
export const SCHEMA_LEVEL: SchemaLevel = { level: 1, oldest: 1 }

const KEY = 'schema-level'
const RUNNING_STATES = ['up', 'stopping']

/** Reads the level that the newest version has stored in the database; undefined if the database has none. */
export async function storedLevel(
  db: Kysely<Schema>,
): Promise<(SchemaLevel & { version: string }) | undefined> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', KEY).executeTakeFirst()
  if (row === undefined) return undefined
  const [, level, oldest, version = ''] = /^(\d{1,9}) (\d{1,9}) (\S+)$/.exec(row.value) ?? []
  if (level !== undefined && oldest !== undefined)
    return { level: Number(level), oldest: Number(oldest), version }
  rowReader('meta', KEY).report(
    'value',
    'It is not the level of a schema: the next server that joins writes its own.',
  )
  return undefined
}

/** Stores the level of this version in the database, unless a newer one is there. */
export async function storeLevel(db: Kysely<Schema>, current: SchemaLevel, version: string): Promise<void> {
  const stored = await storedLevel(db)
  if (stored !== undefined && stored.level >= current.level) return
  const value = `${current.level} ${current.oldest} ${version}`
  await db
    .insertInto('meta')
    .values({ name: KEY, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`excluded.value` }))
    .execute()
}

/**
 * Returns a newer version that has upgraded the database, and whether a server of this level works together with it.
 */
export async function newerLevel(
  { db }: Database,
  current: SchemaLevel,
): Promise<{ version: string; worksTogether: boolean } | undefined> {
  const stored = await storedLevel(db)
  if (stored === undefined || stored.level <= current.level) return undefined
  return { version: stored.version, worksTogether: stored.oldest <= current.level }
}

/** Finds a server that uses the database but could not after an upgrade to this level. */
export async function findIncompatibleNode(
  { db }: Database,
  { oldest }: SchemaLevel,
): Promise<{ name: string; version: string } | undefined> {
  return db
    .selectFrom('node')
    .select(['name', 'version'])
    .where('state', 'in', RUNNING_STATES)
    .where('schema_level', '<', oldest)
    .orderBy('name')
    .limit(1)
    .executeTakeFirst()
}

/** Whether servers use the database. */
export async function isInUse({ db }: Database): Promise<boolean> {
  const found = await db
    .selectFrom('node')
    .select('name')
    .where('state', 'in', RUNNING_STATES)
    .limit(1)
    .execute()
  return found.length > 0
}
