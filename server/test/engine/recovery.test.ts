import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Execution } from '@flx/shared/executions/execution'
import { expect, it, onTestFinished } from 'vitest'

import { isAlive } from '../process/support/pipe.ts'
import { Client, subscribe } from '../support/client.ts'
import { startTestServer } from '../support/server.ts'
import { ServerProcess } from '../support/server-process.ts'
import { stub } from './support/engine.ts'
import { meltanoProject } from './support/meltano-project.ts'
import { privateFolders } from './support/private-folders.ts'

const ADMINISTRATOR = { FLX_ADMIN_EMAIL: 'admin@example.com', FLX_ADMIN_PASSWORD: 'correct horse battery' }

/** A server that is killed. */
async function start(dataDir: string) {
  const server = new ServerProcess({ ...ADMINISTRATOR, FLX_DATA_DIR: dataDir, FLX_LOG_LEVEL: 'warn' })
  onTestFinished(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  const client = new Client(await server.ready())
  await client.signIn(ADMINISTRATOR.FLX_ADMIN_EMAIL, ADMINISTRATOR.FLX_ADMIN_PASSWORD)
  return { server, client }
}

/** Checks now and at each live message of a topic until there is a result. */
async function found<T>(client: Client, topic: string, look: () => Promise<T | undefined>): Promise<T> {
  await using socket = await client.connect()
  await subscribe(socket, topic)
  return await new Promise<T>((resolve, reject) => {
    const check = (): void => {
      look().then((value) => {
        if (value !== undefined) resolve(value)
      }, reject)
    }
    socket.on('hints', check)
    socket.on('event', check)
    check()
  })
}

/** An execution, once it meets the condition. */
const until = (
  client: Client,
  id: string,
  condition: (execution: Execution) => boolean,
): Promise<Execution> =>
  found(client, `execution:${id}`, async () => {
    const { body } = await client.get(`/api/executions/${id}`)
    return condition(body) ? body : undefined
  })

/** The process that the tap left in its own session, once the log names it. */
const childOf = (client: Client, id: string): Promise<number> =>
  found(client, `log:${id}`, async () => {
    const { body } = await client.get(`/api/executions/${id}/log`)
    const said = body.lines.flatMap(({ text }: { text: string }) => /^child (\d+)$/.exec(text)?.[1] ?? [])
    return said.length > 0 ? Number(said[0]) : undefined
  })

it('after kill -9 executions fail, no process is left, and the next ones resume from the state', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-recovery-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const first = await start(dataDir)
  const tap = { records: 1, hang: true, child: 'setsid', ignoreSigterm: true }
  await first.client.post('/api/plugins', {
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', tap),
    capabilities: ['state'],
  })
  await first.client.post('/api/plugins', {
    name: 'target',
    type: 'loader',
    command: stub('target.mjs', { states: 3 }),
  })
  const { body: pipeline } = await first.client.post('/api/pipelines', {
    name: 'cut off',
    extractor: 'tap',
    loader: 'target',
  })
  const execute = `/api/pipelines/${pipeline.id}/execute`
  const { body: execution } = await first.client.post(execute)
  const meltano = await executeMeltano(first.client)
  await until(first.client, execution.id, ({ stateConfirmedAt }) => stateConfirmedAt !== null)
  const child = await childOf(first.client, execution.id)
  expect(isAlive(child)).toBe(true)
  await until(first.client, meltano.executionId, ({ steps }) => steps[2]?.status === 'running')
  const seen = JSON.parse(await readFile(join(meltano.folder, 'seen.json'), 'utf8')) as { pids: number[] }

  first.server.child.kill('SIGKILL')
  await first.server.ended

  await using second = await startTestServer({ dataDir, postgres: '', worker: true })
  const client = await second.as('admin')
  expect([child, ...seen.pids].map(isAlive)).toEqual([false, false, false])
  expect(privateFolders(dataDir)).toEqual([])
  const { body: recovered } = await client.get(`/api/executions/${execution.id}`)
  expect(recovered).toMatchObject({
    status: 'failed',
    outcome: 'interrupted',
    errorMessage: expect.stringMatching(
      /^The server stopped while this execution was running.*is kept\. Execute/,
    ),
    stateAfter: { n: 3 },
  })
  const { body: after } = await client.get(`/api/executions/${execution.id}/log`)
  expect(after.lines.at(-1)).toMatchObject({ source: 'system', level: 'error' })
  const { body: ended } = await client.get(`/api/executions/${meltano.executionId}`)
  expect(ended).toMatchObject({ status: 'failed', outcome: 'interrupted' })
  expect(ended.errorMessage).toContain('continues from the state that Meltano kept')

  const { body: next } = await client.post(execute)
  const again = await client.post(`/api/pipelines/${meltano.pipelineId}/execute`)
  const running = await until(client, next.id, ({ steps }) => steps.some(({ pid }) => pid !== null))
  expect(running.stateBefore).toEqual({ n: 3 })
  const resumed = await until(client, again.body.id, ({ steps }) => steps[0]?.status === 'running')
  expect(resumed.stateBefore).toEqual({ bookmarks: { users: { id: 5 } } })
})

/** Meltano and a child of it ignore SIGTERM; it has kept a state. */
async function executeMeltano(client: Client) {
  const told = { hang: 'setsid', ignore: true, state: '{"bookmarks": {"users": {"id": 5}}}' }
  const { folder, runner } = await meltanoProject(told)
  const { body: pipeline } = await client.post('/api/pipelines', { name: 'Meltano', runner })
  const { body: execution } = await client.post(`/api/pipelines/${pipeline.id}/execute`)
  return { folder, pipelineId: pipeline.id as string, executionId: execution.id as string }
}
