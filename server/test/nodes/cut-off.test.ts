import { once } from 'node:events'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { findMarked } from '../../src/adapters/process/proc-scan.ts'
import { stub } from '../engine/support/engine.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { cutConnection, type CutConnection } from './cut-connection.ts'
import { startPage } from './support/page-server.ts'

const { folder, url, page, client, made, join: joins, joinHere } = await startPage()
const tap = stub('tap.mjs', { records: 1, hang: true, ignoreSigterm: true })
await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
const target = stub('target.mjs', { lastState: { kept: true } })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })

/** The route of the worker that is cut off in each test. */
const way = made.use(await cutConnection(url))
/** A shorter lease ends executions of a busy machine, before any connection is cut. */
const LEASE = { FLX_ROLES: 'worker', FLX_LEASE_SECONDS: '8' }
const worker = await joins('cut-off', { ...LEASE, FLX_DATABASE_URL: way.url })

/** An execution whose programs run, and then lose their route to the database. */
async function executing(name: string): Promise<{ id: string; pipelineId: string }> {
  const body = { name, extractor: 'tap', loader: 'target', retryAttempts: 1, retryDelaySeconds: 1 }
  const { body: pipeline } = await client.post('/api/pipelines', body)
  const { id } = (await client.post(`/api/pipelines/${pipeline.id}/execute`)).body
  await afterEvents(page.running.context.events, async () => {
    const { status, steps = [] } = (await page.running.context.executions.find(id)) ?? {}
    if (status === 'failed') throw new Error('The execution ended before its connection was cut.')
    return steps.filter(({ status }) => status === 'running').length === 2 ? true : undefined
  })
  return { id, pipelineId: pipeline.id }
}

const programsOf = async (executionId: string) =>
  (await findMarked(join(folder, 'cut-off'))).filter((found) => found.executionId === executionId)

const CUT_OFF = 'that another worker might take over'

/** What the worker prints from now on. */
function listen(): { output: () => string; says: (words: string) => Promise<void> } {
  const start = worker.output.length
  const output = () => worker.output.slice(start)
  return {
    output,
    async says(words) {
      while (!output().includes(words)) await once(worker.child.stdout, 'data')
    },
  }
}

const WAYS: [string, (way: CutConnection) => unknown, (way: CutConnection) => unknown][] = [
  ['is cut', (way) => way.cut(), (way) => way.mend()],
  ['carries nothing', (way) => way.freeze(), (way) => way.thaw()],
]

// The last test also has a route that carries nothing.
it.each(EVERYTHING ? WAYS : WAYS.slice(0, 1))(
  'a worker whose route to the database %s kills its programs before another one starts again',
  async (what, cut, mend) => {
    const { output, says } = listen()
    const { id, pipelineId } = await executing(`Way that ${what}`)
    await using _other = await joinHere({ ...LEASE, FLX_GRACE_SECONDS: '1' })
    expect(await programsOf(id)).toHaveLength(2)
    await cut(way)
    const ended = await executionEnded(page, id)
    // No message from the database arrived: the expired lease ended them by its own clock.
    expect(await programsOf(id)).toEqual([])
    expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
    expect(output()).toContain(CUT_OFF)

    await mend(way)
    await says('its lease was lost')
    expect(await page.running.context.executions.find(id)).toMatchObject({ finishedAt: ended.finishedAt })
    const { body } = await client.get(`/api/executions?pipelineId=${pipelineId}&status=pending,running`)
    for (const { id: again } of body.items) {
      await client.post(`/api/executions/${again}/cancel`)
      await executionEnded(page, again)
    }
  },
)

it('without another worker the one that was cut off reports how the execution ended', async () => {
  const { says } = listen()
  const { id } = await executing('Alone')
  way.freeze()
  await says(CUT_OFF)
  way.thaw()
  expect(await executionEnded(page, id)).toMatchObject({
    ...{ status: 'failed', outcome: 'interrupted' },
    errorMessage: expect.stringMatching(/^The database could not be reached for so long/),
  })
  expect(await programsOf(id)).toEqual([])
})
