import { readdirSync } from 'node:fs'

import type { Execution } from '@flx/shared/executions/execution'
import type { LiveHint, StorageProblem } from '@flx/shared/live/live'
import { expect, it } from 'vitest'

import { createDescriptorRoom } from '../../src/adapters/process/descriptor-room.ts'
import type { Client, LiveSocket } from '../support/client.ts'
import { startTestServer } from '../support/server.ts'

const FEW = 'The server has 1,020 of at most 1,024 files open, so no execution can start.'

it('while too few file descriptors are free, executions wait, pages say so, and they resume', async () => {
  const room = { said: null as string | null, problem: () => room.said }
  await using server = await startTestServer({ worker: true, given: { room } })
  const client = await server.as('admin')
  const sh = (script: string) => ['sh', '-c', script]
  await client.post('/api/plugins', {
    name: 'tap',
    type: 'extractor',
    command: sh(`echo '{"type":"STATE","value":{"n":1}}'`),
  })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: sh('cat') })
  const { body: pipeline } = await client.post('/api/pipelines', {
    name: 'Waits',
    extractor: 'tap',
    loader: 'target',
  })
  const socket = await client.connect()

  const told = heard(socket)
  room.said = FEW
  expect((await told)?.message).toBe(FEW)
  expect(await client.get('/readyz')).toMatchObject({ status: 503, body: { detail: FEW } })
  const { status, body: execution } = await client.post(`/api/pipelines/${pipeline.id}/execute`, {})
  expect(status).toBe(202)
  // A second check by the worker, through another event, changes nothing.
  await client.post('/api/holds', { plugin: 'target', reason: 'Wakes the worker', until: null })
  expect((await client.get(`/api/executions/${execution.id}`)).body.status).toBe('pending')
  const { items } = (await client.get('/api/holds')).body
  await client.delete(`/api/holds/${items[0].id}`)
  expect((await client.get(`/api/executions/${execution.id}`)).body.status).toBe('pending')

  const over = heard(socket)
  room.said = null
  expect(await over).toBeNull()
  expect(await ended(client, execution.id)).toMatchObject({ status: 'success' })
  socket.close()
})

it('room is short when there are fewer than the start of an execution needs', () => {
  const open = readdirSync('/proc/self/fd').length
  expect(createDescriptorRoom(open + 10).problem()).toMatch(/files open, so no execution can start/)
  expect(createDescriptorRoom(open + 200).problem()).toBeNull()
})

const heard = (socket: LiveSocket): Promise<StorageProblem | null> =>
  new Promise((resolve) => {
    socket.on('hints', (hints: LiveHint[]) => {
      for (const hint of hints) if (hint.type === 'storage.changed') resolve(hint.problem)
    })
  })

async function ended(client: Client, id: string): Promise<Execution> {
  for (;;) {
    const { body } = await client.get(`/api/executions/${id}`)
    if (body.finishedAt !== null) return body
  }
}
