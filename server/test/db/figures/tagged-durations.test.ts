import { expect, it, onTestFinished } from 'vitest'

import { damageChannel } from '../../../src/adapters/db/core/rows/json.ts'
import {
  addDuration,
  emptyHistogram,
  percentile,
} from '../../../src/adapters/db/figures/duration-histogram.ts'
import { describeDialects } from '../../support/database.ts'
import { at, endedExecution, storedPipeline } from '../../support/records.ts'

const HOUR = 3_600_000
const LIMITS = { pipelines: 2, executions: 5 }

/** As one distribution of these seconds has them. */
function percentilesOf(...seconds: number[]) {
  const histogram = emptyHistogram()
  for (const each of seconds) addDuration(histogram, each * 1000)
  return { p50Ms: percentile(histogram, 0.5), p95Ms: percentile(histogram, 0.95) }
}

describeDialects('the durations of pipelines with a tag', (open) => {
  const from = Math.floor(Date.parse(at(0)) / HOUR) * HOUR
  const hours = [0, 1, 2].map((hour) => ({ from: from + hour * HOUR, to: from + (hour + 1) * HOUR }))

  it('are merged bar by bar and over all of them, for these pipelines alone', async () => {
    await using test = await open()
    const { stores } = test
    const first = await storedPipeline(stores, { name: 'first', tags: ['nightly'] })
    const second = await storedPipeline(stores, { name: 'second', tags: ['nightly'] })
    const other = await storedPipeline(stores, { name: 'other', tags: ['hourly'] })
    await endedExecution(stores, first, { seconds: 0, duration: 10 })
    await endedExecution(stores, first, { seconds: 1800, duration: 10 })
    await endedExecution(stores, second, { seconds: 60, duration: 20 })
    await endedExecution(stores, second, { seconds: 2 * 3600, duration: 300 })
    await endedExecution(stores, other, { seconds: 60, duration: 9999 })
    const durations = await stores.statistics.taggedDurations('nightly', hours, LIMITS)
    expect(durations).toEqual({
      whole: percentilesOf(10, 10, 20, 300),
      each: [percentilesOf(10, 10, 20), percentilesOf(), percentilesOf(300)],
    })
  })

  it.each(['"cut off', '{"min": 1}', '{"min":1,"max":2,"counts":[3]}', '[]'])(
    'leave out a damaged distribution, and name it: %s',
    async (damage) => {
      await using test = await open()
      const { stores } = test
      const whole = await storedPipeline(stores, { name: 'whole', tags: ['nightly'] })
      const damaged = await storedPipeline(stores, { name: 'damaged', tags: ['nightly'] })
      await endedExecution(stores, whole, { seconds: 0, duration: 10 })
      await endedExecution(stores, damaged, { seconds: 0, duration: 10 })
      await test.database.db
        .updateTable('execution_bucket')
        .set({ durations: damage })
        .where('pipeline_id', '=', damaged.id)
        .execute()
      const told: unknown[] = []
      const hear = (message: unknown) => void told.push(message)
      damageChannel.subscribe(hear)
      onTestFinished(() => {
        damageChannel.unsubscribe(hear)
      })
      const durations = await stores.statistics.taggedDurations('nightly', hours, LIMITS)
      expect(durations).toMatchObject({ whole: { p50Ms: 10_000, p95Ms: 10_000 } })
      expect(told).toEqual([expect.objectContaining({ table: 'execution_bucket', column: 'durations' })])
    },
  )

  it('are not read for too many pipelines or executions', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores, { name: 'one', tags: ['nightly'] })
    const asked = (most: Partial<typeof LIMITS>) =>
      stores.statistics.taggedDurations('nightly', hours, { ...LIMITS, ...most })
    for (const seconds of [0, 60]) await endedExecution(stores, pipeline, { seconds, duration: 10 })
    expect(await asked({ executions: 1 })).toBe('executions')
    expect(await asked({ executions: 2 })).toMatchObject({ whole: { p50Ms: 10_000 } })
    await storedPipeline(stores, { name: 'two', tags: ['nightly'] })
    expect(await asked({ pipelines: 1 })).toBe('pipelines')
  })
})
