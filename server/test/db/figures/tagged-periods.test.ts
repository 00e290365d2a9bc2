import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { at, endedExecution, storedPipeline } from '../../support/records.ts'

const HOUR = 3_600_000

describeDialects('the figures of pipelines with a tag', (open) => {
  it('include these pipelines alone, bar by bar', async () => {
    await using test = await open()
    const { stores } = test
    const nightly = await storedPipeline(stores, { name: 'nightly', tags: ['nightly'] })
    const other = await storedPipeline(stores, { name: 'other', tags: ['hourly'] })
    await endedExecution(stores, nightly, { seconds: 0, duration: 10 })
    await endedExecution(stores, nightly, { seconds: 2 * 3600, duration: 30, status: 'failed' })
    await endedExecution(stores, other, { seconds: 60 })
    const from = Math.floor(Date.parse(at(0)) / HOUR) * HOUR
    const bars = [0, 1, 2].map((hour) => ({ from: from + hour * HOUR, to: from + (hour + 1) * HOUR }))
    const sums = await stores.statistics.taggedPeriods('nightly', [{ from, to: from + 48 * HOUR }, ...bars])
    expect(sums.map(({ success, failed }) => [success, failed])).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
      [0, 1],
    ])
    expect(sums[0]).toMatchObject({ timedCount: 2, durationMsSum: 40_000, p95Ms: null })
  })
})
