import { expect, it } from 'vitest'

import { ticksBetween } from '../../src/domain/schedules/schedule.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { simulateYear, START } from './support/simulated-year.ts'

// Half past two on Sundays meets every clock change in Europe and America.
const SPARSE = [
  '30 2 * 3,10 0',
  '0 3 1 * *',
  '15 1 1 * *',
  '59 23 15 * *',
  '0 0 1 1,4,7,10 *',
  '30 1-3 * 3,10 0',
  '45 1 1,25 * *',
  '30 2 8 3 *',
]
/** Once a day, at every hour and minute: many of them in the skipped or repeated hours. */
const daily = (index: number): string => `${index % 60} ${Math.floor(index / 60) % 24} * * *`

/** `npm run test:nightly` uses 10,000. */
const NIGHTLY = Number(process.env['FLX_YEAR_SCHEDULES'] ?? 0)
const NIGHTLY_DAYS = Number(process.env['FLX_YEAR_DAYS'] ?? 365)

async function everyTickOnce(year: Awaited<ReturnType<typeof simulateYear>>): Promise<number> {
  const expected = new Map<string, string[]>()
  let count = 0
  for (const { id, schedule, timezone } of year.pipelines) {
    const pattern = `${timezone} ${schedule}`
    const due =
      expected.get(pattern) ??
      ticksBetween(schedule, timezone, START, year.end, 100_000).map((tick) => tick.toISOString())
    expected.set(pattern, due)
    const fired = await year.ticksOf(id)
    expect(fired.map(({ dueAt }) => dueAt)).toEqual(due)
    expect(fired.filter(({ outcome }) => outcome !== 'enqueued')).toEqual([])
    count += due.length
  }
  return count
}

/** Each schedule in each zone, and several of most. */
const SCHEDULES = EVERYTHING ? 200 : 100

it(`in a simulated year every due tick of ${SCHEDULES} schedules fires exactly once, and no other`, async () => {
  const pattern = (index: number) => SPARSE[index % SPARSE.length] ?? ''
  await using year = await simulateYear(pattern, { schedules: SCHEDULES })
  expect(new Set(year.pipelines.map(({ schedule, timezone }) => `${schedule} ${timezone}`)).size).toBe(40)
  expect(await everyTickOnce(year)).toBeGreaterThan(SCHEDULES * 10)
}, 240_000)

it.runIf(NIGHTLY > 0)(
  'and so do thousands that are due once a day',
  async () => {
    const started = performance.now()
    await using year = await simulateYear(daily, { schedules: NIGHTLY, days: NIGHTLY_DAYS })
    const simulated = performance.now()
    const ticks = await everyTickOnce(year)
    expect(ticks).toBeGreaterThan(NIGHTLY * (NIGHTLY_DAYS - 2))
    console.log(
      `${NIGHTLY.toLocaleString('en')} schedules over ${NIGHTLY_DAYS} days: ${ticks.toLocaleString('en')} ticks, each once, in ${((simulated - started) / 1000).toFixed(0)} s`,
    )
  },
  6 * 3_600_000,
)
