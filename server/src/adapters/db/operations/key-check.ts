import type { SecretBox } from '../../../domain/core/ports.ts'
import type { Database } from '../core/open-database.ts'

/** Row of `meta` that holds a sealed text by which a key is recognised. */
export const KEY_CHECK = 'key-check'

/** Refuses a key that did not encrypt this database's secrets; records the first one. Throws AppError. */
export async function checkSecretKey({ db }: Database, secretBox: SecretBox): Promise<void> {
  // If several servers start at once on an empty database, one wins; the others must have its key.
  await db
    .insertInto('meta')
    .values({ name: KEY_CHECK, value: secretBox.seal(KEY_CHECK) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', KEY_CHECK)
    .executeTakeFirstOrThrow()
  secretBox.open(value)
}

/** Whether secrets were sealed with any key before. */
export async function hasKey({ db }: Database): Promise<boolean> {
  const row = await db.selectFrom('meta').select('name').where('name', '=', KEY_CHECK).executeTakeFirst()
  return row !== undefined
}

/** Whether this key encrypted the database's secrets. */
export async function isKeyOf({ db }: Database, secretBox: SecretBox): Promise<boolean> {
  const stored = await db.selectFrom('meta').select('value').where('name', '=', KEY_CHECK).executeTakeFirst()
  if (stored === undefined) return false
  try {
    secretBox.open(stored.value)
    return true
  } catch {
    return false
  }
}
