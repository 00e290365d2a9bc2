import type { Node } from '@flx/shared/nodes/node'
import { expect, it } from 'vitest'

import { stub } from '../engine/support/engine.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { clockOff } from './support/clock-off.ts'
import { startPage } from './support/page-server.ts'

const HOURS = 6
const LEASE_SECONDS = 4

const { page, client, join } = await startPage()

it('workers whose clocks are hours off keep each other’s leases, and notice a lost one in time', async () => {
  const start = (name: string, hours: number) =>
    join(name, {
      ...{ FLX_ROLES: 'worker', FLX_CONCURRENCY: '1', FLX_LEASE_SECONDS: String(LEASE_SECONDS) },
      ...clockOff(hours),
    })
  const tap = stub('tap.mjs', { records: 1, hang: true })
  await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
  const target = stub('target.mjs', { lastState: { kept: true } })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
  const { context } = page.running
  /** Executes it, and returns its row once it runs. */
  const execute = async (name: string) => {
    const body = { name, extractor: 'tap', loader: 'target' }
    const { body: pipeline } = await client.post('/api/pipelines', body)
    const { id } = (await client.post(`/api/pipelines/${pipeline.id}/execute`)).body
    return afterEvents(context.events, async () => {
      const found = await context.executions.find(id)
      return found?.status === 'running' ? found : undefined
    })
  }
  const ahead = await start('ahead', HOURS)
  const first = await execute('By the one ahead')
  await start('behind', -HOURS)
  const second = await execute('By the one behind')
  expect(second.worker).not.toBe(first.worker)
  for (const { leaseExpiresAt } of [first, second]) {
    const left = Date.parse(leaseExpiresAt ?? '') - context.clock.now().getTime()
    expect(Math.abs(left)).toBeLessThan(LEASE_SECONDS * 10_000)
  }
  const { items } = (await client.get('/api/nodes')).body as { items: Node[] }
  const offsets = items.map((node) => Math.round(node.clockOffsetMs / 3_600_000) + 0)
  expect(offsets.toSorted((one, other) => one - other)).toEqual([-HOURS, 0, HOURS])

  // Neither has ended the other's execution.
  expect((await context.executions.find(first.id))?.status).toBe('running')
  ahead.child.kill('SIGKILL')
  const killed = performance.now()
  const ended = await executionEnded(page, first.id)
  expect(performance.now() - killed).toBeLessThan(30_000)
  expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
  expect(Math.abs(Date.parse(ended.finishedAt ?? '') - context.clock.now().getTime())).toBeLessThan(60_000)
  expect((await context.executions.find(second.id))?.status).toBe('running')
})
