import type { SecretBox } from '../../domain/ports.ts'
import type { Database } from './open-database.ts'

const NAME = 'key-check'

/** Refuses a key that did not encrypt this database's secrets; remembers the first one. Throws AppError. */
export async function checkSecretKey({ db }: Database, secretBox: SecretBox): Promise<void> {
  const stored = await db.selectFrom('meta').select('value').where('name', '=', NAME).executeTakeFirst()
  if (stored === undefined) {
    await db
      .insertInto('meta')
      .values({ name: NAME, value: secretBox.seal(NAME) })
      .execute()
  } else secretBox.open(stored.value)
}
