import type { SecretBox } from '../../domain/ports.ts'
import type { Database } from './open-database.ts'

const NAME = 'key-check'

/** Refuses a key that did not encrypt this database's secrets; remembers the first one. Throws AppError. */
export async function checkSecretKey({ db }: Database, secretBox: SecretBox): Promise<void> {
  // Of several servers that start at once on an empty database, one wins; the others must have its key.
  await db
    .insertInto('meta')
    .values({ name: NAME, value: secretBox.seal(NAME) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow()
  secretBox.open(value)
}
