import { createStores } from '../../../src/adapters/db/create-stores.ts'
import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import { openSqlite } from '../../../src/adapters/db/core/open-database.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { fireDueTicks, planSchedules, type FireContext } from '../../../src/app/schedules/fire-schedules.ts'
import { createLog } from '../../../src/core/log.ts'
import { aPipeline, newId } from '../../support/records.ts'

/** Includes two clock changes in Europe, America and Australia. */
export const START = new Date('2026-03-01T00:00:00.000Z')
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']

export interface SimulatedYear {
  pipelines: { id: string; schedule: string; timezone: string }[]
  /** The outcomes of a pipeline's ticks, oldest first. */
  ticksOf(id: string): Promise<{ dueAt: string; outcome: string }[]>
  end: Date
}

/**
 * Advances a clock from tick to tick through `days` and fires what is due at each, twice, like two schedulers.
 * Executions have always ended by the next tick. In memory: this tests the ticks, not the disk.
 */
export async function simulateYear(
  patterns: (index: number) => string,
  { schedules, days = 365 }: { schedules: number; days?: number },
): Promise<SimulatedYear & AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(openSqlite(':memory:'))
  await migrate(database)
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  let now = START
  const stores = createStores(database, { secretBox, clock: { now: () => now } })
  const context: FireContext = {
    clock: { now: () => now },
    newId,
    schedules: stores.schedules,
    work: { pending: () => undefined },
    log: createLog('silent'),
  }
  const pipelines = Array.from({ length: schedules }, (_, index) =>
    aPipeline({
      schedule: patterns(index),
      timezone: ZONES[Math.floor(index / ZONES.length) % ZONES.length] ?? '',
    }),
  )
  for (const pipeline of pipelines) await stores.pipelines.create(pipeline)
  await planSchedules(context)
  const end = new Date(START.getTime() + days * 86_400_000)
  const waiting = new Set<string>()
  for (;;) {
    const next = await stores.schedules.nextDue(now.toISOString())
    if (next === null || next > end.toISOString()) break
    now = new Date(next)
    // The second check must find nothing.
    await fireDueTicks(context, waiting)
    await fireDueTicks(context, waiting)
    await database.db.deleteFrom('execution').execute()
  }
  const kept = stack.move()
  return {
    pipelines,
    end,
    async ticksOf(id) {
      return (await stores.schedules.ticks(id, 100_000)).toReversed()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
