import { once } from 'node:events'
import { join } from 'node:path'

import type { Node } from '@flx/shared/nodes/node'
import { describe, expect, it } from 'vitest'

import { findMarked } from '../../src/adapters/process/proc-scan.ts'
import { stub } from '../engine/support/engine.ts'
import { isAlive } from '../process/support/pipe.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { startPage } from './support/page-server.ts'

const { folder, page, client, join: joins } = await startPage()
const tap = stub('tap.mjs', { records: 1, hang: true })
await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
const target = stub('target.mjs', { lastState: { kept: true } })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })

const startWorker = (name: string, more: Record<string, string> = {}) =>
  joins(name, { FLX_ROLES: 'worker', FLX_WORKER_LABELS: `eu,${name}`, FLX_LOG_LEVEL: 'info', ...more })

/**
 * The first worker is in every test; the second one joins when the first is frozen. Only the first has a short lease, which a
 * worker can miss on a busy machine: it would stop its execution.
 */
const first = await startWorker('first', { FLX_LEASE_SECONDS: '6' })

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

/** Those that still run. Looking for programs by their marks instead would read every process of the machine. */
const alive = (programs: readonly { pid: number }[]) => programs.filter(({ pid }) => isAlive(pid))

/** The node with these labels, once it meets the condition. */
const nodeWith = (label: string, status: Node['status']): Promise<Node> =>
  afterEvents(page.running.context.events, async () => {
    const { items } = (await client.get('/api/nodes')).body as { items: Node[] }
    return items.find((node) => node.labels.includes(label) && node.status === status)
  })

it('a worker is drained, finishes its executions, and takes some again; it serves no pages', async () => {
  const { name } = await nodeWith('first', 'working')
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  expect((await fetch(`${first.url}/metrics`)).status).toBe(401)
  for (const path of ['/', '/api/pipelines', '/socket.io/?EIO=4&transport=polling'])
    expect((await fetch(first.url + path)).status).toBe(404)

  const orders = await execute('Orders')
  await running(orders)
  expect((await client.post(`/api/nodes/${name}/drain`)).status).toBe(204)
  expect(await nodeWith('first', 'draining')).toMatchObject({
    executing: 1,
    executions: [{ id: orders, pipelineName: 'Orders' }],
    drain: { by: 'The admin' },
  })
  const customers = await execute('Customers')
  await client.post(`/api/executions/${orders}/cancel`)
  await executionEnded(page, orders)
  await nodeWith('first', 'drained')
  expect((await client.get(`/api/executions/${customers}`)).body.status).toBe('pending')

  expect((await client.post(`/api/nodes/${name}/resume`)).status).toBe(204)
  await running(customers)
  await client.post(`/api/executions/${customers}/cancel`)
  await executionEnded(page, customers)
  const { body: audit } = await client.get('/api/audit?entityType=node')
  expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(['resume', 'pause'])
  expect((await (await page.as('editor')).post(`/api/nodes/${name}/drain`)).status).toBe(403)
})

describe.skipIf(process.platform !== 'linux')('programs', () => {
  let other: ServerProcess

  it('of a frozen worker end within its lease; another executes, waking changes nothing', async () => {
    const { id, pipelineId } = await executed('Invoices', { retryAttempts: 1, retryDelaySeconds: 1 })
    await performing(id)
    const programs = await programsOf('first', id)
    expect(programs.length).toBeGreaterThan(0)
    first.child.kill('SIGSTOP')
    const frozen = performance.now()
    await expect.poll(() => alive(programs), { timeout: 20_000, interval: 50 }).toEqual([])
    expect(await programsOf('first', id)).toEqual([])
    // No worker was there to take it over.
    expect((await page.running.context.executions.find(id))?.status).toBe('running')
    // Another one takes over its executions.
    other = await startWorker('other')
    const ended = await executionEnded(page, id)
    expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
    const second = await nextOf(pipelineId, id)
    await performing(second)
    await nodeWith('first', 'lost')
    expect(performance.now() - frozen).toBeLessThan(30_000)

    first.child.kill('SIGCONT')
    while (!first.output.includes('that another worker might take over'))
      await once(first.child.stdout, 'data')
    await nodeWith('first', 'working')
    expect(await page.running.context.executions.find(id)).toMatchObject({
      status: 'failed',
      finishedAt: ended.finishedAt,
      errorMessage: ended.errorMessage,
    })
    expect(await programsOf('first', id)).toEqual([])
    expect(first.output).not.toContain('Unexpected error')
    expect(await page.running.context.executions.find(second)).toMatchObject({ status: 'running' })
    await client.post(`/api/executions/${second}/cancel`)
    await executionEnded(page, second)
  })

  it('of a killed worker end within seconds, without its next start', async () => {
    const { id } = await executed('Receipts', { requiredLabels: ['other'] })
    await performing(id)
    const programs = await programsOf('other', id)
    expect(programs.length).toBeGreaterThan(0)
    other.child.kill('SIGKILL')
    await expect.poll(() => alive(programs), { timeout: 10_000 }).toEqual([])
    expect(await programsOf('other', id)).toEqual([])
  })
})

it('a worker that stops leaves', async () => {
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  await nodeWith('first', 'left')
})

/** The attempt after this one. */
const nextOf = (pipelineId: string, before: string): Promise<string> =>
  afterEvents(page.running.context.events, async () => {
    const { body } = await client.get(`/api/executions?pipelineId=${pipelineId}`)
    return (body.items as { id: string }[]).find(({ id }) => id !== before)?.id
  })
