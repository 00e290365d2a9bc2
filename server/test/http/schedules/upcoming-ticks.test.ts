import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { env: { FLX_ROLES: 'web' }, stubPlugins: true })

const upcoming = async (from: string, to: string) =>
  (await editor.get(`/api/schedules/upcoming?${new URLSearchParams({ from, to }).toString()}`)).body

/** As the scheduler plans them. */
const plan = (id: string, schedule: string) =>
  server.running.context.schedules.plan(id, schedule, 'UTC', '2027-01-01T00:00:00.000Z')

async function scheduled(name: string, schedule: string, more = {}): Promise<string> {
  const { id } = await createStubPipeline(editor, { name, schedule, ...more })
  await plan(id, schedule)
  return id
}

it('names the first ticks, counts all of them by hour, and detects many simultaneous starts', async () => {
  const one = await scheduled('One', '15 3 * * *')
  const two = await scheduled('Two', '15 3 * * *')
  const spread = await scheduled('Spread', '15 3 * * *', { startWindowSeconds: 600 })
  const often = await scheduled('Often', '*/20 * * * *')
  const day = await upcoming('2027-01-02T03:00:00.000Z', '2027-01-02T04:00:00.000Z')
  expect(
    day.items.map((item: { pipelineId: string; dueAt: string }) => [item.dueAt, item.pipelineId]),
  ).toEqual([
    ...[one, two, spread].toSorted().map((id) => ['2027-01-02T03:15:00.000Z', id]),
    ['2027-01-02T03:20:00.000Z', often],
    ['2027-01-02T03:40:00.000Z', often],
    ['2027-01-02T04:00:00.000Z', often],
  ])
  expect(day.hours).toEqual([
    { from: '2027-01-02T03:00:00.000Z', count: 5, peak: 2, peakAt: '2027-01-02T03:15:00.000Z' },
    { from: '2027-01-02T04:00:00.000Z', count: 1, peak: 1, peakAt: '2027-01-02T04:00:00.000Z' },
  ])
  expect(day.truncated).toBe(false)
})

it('counts ticks that it does not name', async () => {
  const id = await scheduled('Every minute', '* * * * *')
  const day = await upcoming('2027-02-01T00:00:30.000Z', '2027-02-02T00:00:30.000Z')
  expect(day.items).toHaveLength(500)
  expect(day.truncated).toBe(true)
  const counts = day.hours.map((hour: { count: number }) => hour.count)
  // 60 of that one and 3 of the one every 20 minutes; three more at a quarter past three.
  expect(counts.slice(1, 24)).toEqual([63, 63, 66, ...Array.from({ length: 20 }, () => 63)])
  await editor.patch(`/api/pipelines/${id}`, { version: 1, isActive: false })
  expect((await upcoming('2027-02-01T00:00:30.000Z', '2027-02-02T00:00:30.000Z')).truncated).toBe(false)
})
