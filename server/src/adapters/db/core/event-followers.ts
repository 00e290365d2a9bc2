import type { Trx } from './writer.ts'

type Queryable = Pick<Trx, 'selectFrom'>

/** The followers of the event log that store a position; the log keeps the events that one of them has not seen. */
export type FollowerName = 'alerts' | 'failures' | 'open-lineage'

/** Returns `seq` of the last event that a follower has dealt with; null if it has never followed. */
export async function followedUpTo(db: Queryable, name: FollowerName): Promise<number | null> {
  const row = await db.selectFrom('event_follower').select('seq').where('name', '=', name).executeTakeFirst()
  return row?.seq ?? null
}

/** Moves a follower, in the transaction that saves its results for the events up to `seq`. */
export async function moveFollower(trx: Trx, name: FollowerName, seq: number): Promise<void> {
  await trx
    .insertInto('event_follower')
    .values({ name, seq })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ seq }))
    .execute()
}

/** Ends a follower: the log no longer keeps events for it. */
export async function endFollower(trx: Trx, name: FollowerName): Promise<void> {
  await trx.deleteFrom('event_follower').where('name', '=', name).execute()
}

/** Returns the `seq` that all followers have reached; null if there are none. */
export async function seenByAllFollowers(db: Queryable): Promise<number | null> {
  const row = await db
    .selectFrom('event_follower')
    .select(({ fn }) => fn.min<number | null>('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? null
}
