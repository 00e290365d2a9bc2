import type { Clock } from '../../domain/core/ports.ts'
import { steadyClock, systemClock } from './system.ts'

/** An answer that took longer says too little of when the database looked at its clock. */
const LONGEST_ANSWER_MS = 1000

/** The clock of the database, kept by the machine's own steady one between two questions. */
export interface DatabaseClock extends Clock {
  /** Asks again. Gives how far the machine's own clock is ahead. */
  measure(): Promise<number>
}

/** Follows the clock that `time` tells; rejects when it cannot be asked at first. */
export async function followDatabaseClock(
  time: () => Promise<Date>,
  { steady = steadyClock, wall = systemClock }: { steady?: Clock; wall?: Clock } = {},
): Promise<DatabaseClock> {
  /** What the database's clock is ahead of the steady one. */
  let ahead: number | undefined
  const now = () => steady.now().getTime() + (ahead ?? 0)
  const clock = {
    now: () => new Date(now()),
    async measure() {
      const asked = steady.now().getTime()
      const told = (await time()).getTime()
      const answered = steady.now().getTime()
      if (ahead === undefined || answered - asked <= LONGEST_ANSWER_MS) ahead = told - (asked + answered) / 2
      return wall.now().getTime() - now()
    },
  }
  await clock.measure()
  return clock
}
