import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, it } from 'vitest'

import { FAILING_SAMPLE, SLOW_SAMPLE } from '../../../src/connectors/sample-pipelines.ts'
import { subscribe } from '../../support/client.ts'
import { startTestServer } from '../../support/server.ts'

it('the samples execute from the request to the rows in the database, followed live', async () => {
  await using server = await startTestServer({ worker: true })
  const editor = await server.as('editor')
  const { body: samples } = await editor.post('/api/samples')
  await using socket = await editor.connect()
  await subscribe(socket, 'executions')
  const ended = new Set<string>()
  socket.on('event', (event) => {
    if (event.type === 'execution.changed' && event.execution.status === 'success') {
      ended.add(event.execution.id)
    }
  })
  const ids: string[] = []
  const sound = samples.items.filter(
    ({ name }: { name: string }) => ![SLOW_SAMPLE, FAILING_SAMPLE].includes(name),
  )
  for (const { id } of sound) {
    ids.push((await editor.post(`/api/pipelines/${id}/execute`)).body.id)
  }
  await server.running.worker?.idle()
  for (const id of ids) {
    const { body } = await editor.get(`/api/executions/${id}`)
    expect(body).toMatchObject({ status: 'success', errorMessage: null })
    expect(body.recordsProcessed).toBeGreaterThan(0)
    expect(body.steps.every((step: { status: string }) => step.status === 'success')).toBe(true)
    expect((await editor.get(`/api/executions/${id}/log`)).body.lastLine).toBeGreaterThan(2)
  }
  expect([...ended].sort()).toEqual(ids.toSorted())
  const shop = new Database(join(server.dataDir, 'files', 'sample-shop.db'), { readonly: true })
  expect(shop.prepare('select count(*) from daily_revenue').pluck().get()).toBeGreaterThan(10)
  shop.close()
})
