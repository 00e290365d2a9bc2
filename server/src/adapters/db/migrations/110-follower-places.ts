import { sql, type Kysely } from 'kysely'

/**
 * Lets followers start at the end of the log at the time of the upgrade, rather than with the first server that
 * follows: events in between count, too.
 */
export async function followerPlaces(db: Kysely<unknown>): Promise<void> {
  for (const name of ['alerts', 'failures'])
    await sql`insert into event_follower (name, seq)
      select ${name}, coalesce(max(seq), 0) from event
      having not exists (select 1 from event_follower where name = ${name})`.execute(db)
}
