import { once } from 'node:events'
import { join } from 'node:path'

import type { Node } from '@flx/shared/nodes/node'
import { expect, it } from 'vitest'

import { findMarked } from '../../src/adapters/process/proc-scan.ts'
import { stub } from '../engine/support/engine.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { startPage } from './support/page-server.ts'

const { folder, page, client, join: joins } = await startPage()
const tap = stub('tap.mjs', { endless: true })
await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
const target = stub('target.mjs', { lastState: { kept: true } })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })

const startWorker = (name: string) =>
  joins(name, {
    ...{ FLX_ROLES: 'worker', FLX_WORKER_LABELS: `eu,${name}` },
    ...{ FLX_LEASE_SECONDS: '6', FLX_LOG_LEVEL: 'info' },
  })

async function executed(name: string, more: object = {}): Promise<{ id: string; pipelineId: string }> {
  const { body } = await client.post('/api/pipelines', { name, extractor: 'tap', loader: 'target', ...more })
  const { id } = (await client.post(`/api/pipelines/${body.id}/execute`)).body
  return { id, pipelineId: body.id }
}

const execute = async (name: string): Promise<string> => (await executed(name)).id

const running = (id: string): Promise<true> =>
  afterEvents(page.running.context.events, async () =>
    (await page.running.context.executions.find(id))?.status === 'running' ? true : undefined,
  )

/** Both programs run. */
const performing = (id: string): Promise<true> =>
  afterEvents(page.running.context.events, async () => {
    const steps = (await page.running.context.executions.find(id))?.steps ?? []
    return steps.filter(({ status }) => status === 'running').length === 2 ? true : undefined
  })

/** Programs that a worker has started for an execution and that still run. */
const programsOf = async (worker: string, id: string) =>
  (await findMarked(join(folder, worker))).filter(({ executionId }) => executionId === id)

/** The node with these labels, once it meets the condition. */
const nodeWith = (label: string, status: Node['status']): Promise<Node> =>
  afterEvents(page.running.context.events, async () => {
    const { items } = (await client.get('/api/nodes')).body as { items: Node[] }
    return items.find((node) => node.labels.includes(label) && node.status === status)
  })

it('a worker is drained, finishes its executions, and takes some again; it serves no pages', async () => {
  const worker = await startWorker('drained')
  const { name } = await nodeWith('drained', 'working')
  expect((await fetch(`${worker.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
  expect((await fetch(`${worker.url}/metrics`)).status).toBe(401)
  for (const path of ['/', '/api/pipelines', '/socket.io/?EIO=4&transport=polling'])
    expect((await fetch(worker.url + path)).status).toBe(404)

  const first = await execute('Orders')
  await running(first)
  expect((await client.post(`/api/nodes/${name}/drain`)).status).toBe(204)
  expect(await nodeWith('drained', 'draining')).toMatchObject({
    executing: 1,
    executions: [{ id: first, pipelineName: 'Orders' }],
    drain: { by: 'The admin' },
  })
  const second = await execute('Customers')
  await client.post(`/api/executions/${first}/cancel`)
  await executionEnded(page, first)
  await nodeWith('drained', 'drained')
  expect((await client.get(`/api/executions/${second}`)).body.status).toBe('pending')

  expect((await client.post(`/api/nodes/${name}/resume`)).status).toBe(204)
  await running(second)
  await client.post(`/api/executions/${second}/cancel`)
  await executionEnded(page, second)
  const { body: audit } = await client.get('/api/audit?entityType=node')
  expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(['resume', 'pause'])
  expect((await (await page.as('editor')).post(`/api/nodes/${name}/drain`)).status).toBe(403)

  worker.child.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
  await nodeWith('drained', 'left')
})

it.skipIf(process.platform !== 'linux')(
  "a killed worker's programs end within seconds, without its next start",
  async () => {
    const worker = await startWorker('killed')
    const id = await execute('Receipts')
    await performing(id)
    expect((await programsOf('killed', id)).length).toBeGreaterThan(0)
    worker.child.kill('SIGKILL')
    await expect.poll(() => programsOf('killed', id), { timeout: 10_000 }).toEqual([])
  },
)

it.skipIf(process.platform !== 'linux')(
  "a frozen worker's programs end within its lease; another executes, waking changes nothing",
  async () => {
    const worker = await startWorker('frozen')
    const { id, pipelineId } = await executed('Invoices', { retryAttempts: 1, retryDelaySeconds: 1 })
    await performing(id)
    worker.child.kill('SIGSTOP')
    const frozen = performance.now()
    const programs = () => programsOf('frozen', id)
    await expect.poll(programs, { timeout: 20_000, interval: 50 }).toEqual([])
    // No worker was there to take it over.
    expect((await page.running.context.executions.find(id))?.status).toBe('running')
    // Another one takes over its executions.
    await startWorker('other')
    const ended = await executionEnded(page, id)
    expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
    const second = await nextOf(pipelineId, id)
    await performing(second)
    await nodeWith('frozen', 'lost')
    expect(performance.now() - frozen).toBeLessThan(30_000)

    worker.child.kill('SIGCONT')
    while (!worker.output.includes('that another worker might take over'))
      await once(worker.child.stdout, 'data')
    await nodeWith('frozen', 'working')
    expect(await page.running.context.executions.find(id)).toMatchObject({
      status: 'failed',
      finishedAt: ended.finishedAt,
      errorMessage: ended.errorMessage,
    })
    expect(await programs()).toEqual([])
    expect(worker.output).not.toContain('Unexpected error')
    expect(await page.running.context.executions.find(second)).toMatchObject({ status: 'running' })
    await client.post(`/api/executions/${second}/cancel`)
    await executionEnded(page, second)
  },
)

/** The attempt after this one. */
const nextOf = (pipelineId: string, before: string): Promise<string> =>
  afterEvents(page.running.context.events, async () => {
    const { body } = await client.get(`/api/executions?pipelineId=${pipelineId}`)
    return (body.items as { id: string }[]).find(({ id }) => id !== before)?.id
  })
