import type { Trx } from './writer.ts'

type Reading = Pick<Trx, 'selectFrom'>

/** Whatever follows the event log with a position of its own; the log keeps what one of them has not seen. */
export type FollowerName = 'alerts' | 'failures' | 'open-lineage'

/** `seq` of the last event that a follower has dealt with; null when it never did. */
export async function followedUpTo(db: Reading, name: FollowerName): Promise<number | null> {
  const row = await db.selectFrom('event_follower').select('seq').where('name', '=', name).executeTakeFirst()
  return row?.seq ?? null
}

/** Moves a follower, in the transaction that writes down what it made of the events up to `seq`. */
export async function moveFollower(trx: Trx, name: FollowerName, seq: number): Promise<void> {
  await trx
    .insertInto('event_follower')
    .values({ name, seq })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ seq }))
    .execute()
}

/** Ends a follower: the log keeps nothing for it any more. */
export async function endFollower(trx: Trx, name: FollowerName): Promise<void> {
  await trx.deleteFrom('event_follower').where('name', '=', name).execute()
}

/** `seq` up to which all followers have come; null without any. */
export async function seenByAllFollowers(db: Reading): Promise<number | null> {
  const row = await db
    .selectFrom('event_follower')
    .select(({ fn }) => fn.min<number | null>('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? null
}
