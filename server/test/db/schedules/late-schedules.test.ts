import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { at, startedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('late schedules', (open) => {
  it('are those whose tick did not fire, longest late first, unless paused or waiting to catch up', async () => {
    await using test = await open()
    const { schedules } = test.stores
    const scheduled = async (dueAt: string, given: object = {}) => {
      const pipeline = await storedPipeline(test.stores, { schedule: '0 * * * *', ...given })
      await schedules.plan(pipeline.id, pipeline.schedule, pipeline.timezone, dueAt)
      return pipeline
    }
    const second = await scheduled(at(20))
    const first = await scheduled(at(10))
    const catchingUp = await scheduled(at(15), { missedTicks: 'all' })
    await startedExecution(test.stores, catchingUp)
    await scheduled(at(70))
    await scheduled(at(5), { isActive: false })
    const late = async () => (await schedules.late(at(60), 10)).map(({ pipelineId }) => pipelineId)
    expect(await late()).toEqual([first.id, second.id])
    const shown = await schedules.list({ limit: 10 }, at(120))
    expect(shown.items.filter(({ isLate }) => isLate).map(({ pipelineId }) => pipelineId)).toEqual([
      first.id,
      second.id,
    ])
    await schedules.setPause({ at: at(60), by: 'Ann' })
    expect(await late()).toEqual([])
    expect((await schedules.list({ limit: 10 }, at(120))).items.some(({ isLate }) => isLate)).toBe(false)
  })
})
