import type { Clock } from '../../domain/core/ports.ts'
import { steadyClock, systemClock } from './system.ts'

/** A slower answer is too imprecise about when the database read its clock. */
const MAX_ANSWER_MS = 1000

/** The clock of the database, continued by the machine's steady clock between two queries. */
export interface DatabaseClock extends Clock {
  /** Queries again. Returns how far the machine's own clock is ahead, in milliseconds. */
  measure(): Promise<number>
}

/** Follows the clock that `time` returns; rejects if the first query fails. */
export async function followDatabaseClock(
  time: () => Promise<Date>,
  { steady = steadyClock, wall = systemClock }: { steady?: Clock; wall?: Clock } = {},
): Promise<DatabaseClock> {
  /** Milliseconds by which the database's clock is ahead of the steady one. */
  let ahead: number | undefined
  const now = () => steady.now().getTime() + (ahead ?? 0)
  const clock = {
    now: () => new Date(now()),
    async measure() {
      const askedAt = steady.now().getTime()
      const databaseMs = (await time()).getTime()
      const answeredAt = steady.now().getTime()
      if (ahead === undefined || answeredAt - askedAt <= MAX_ANSWER_MS)
        ahead = databaseMs - (askedAt + answeredAt) / 2
      return wall.now().getTime() - now()
    },
  }
  await clock.measure()
  return clock
}
