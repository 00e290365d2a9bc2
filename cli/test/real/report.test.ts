import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Execution } from '@flx/shared/executions/execution'
import type { LogPage } from '@flx/shared/logs/log'
import { afterAll, beforeEach, expect, test } from 'vitest'

import { RealServer, until } from '../support/real-server.ts'

const server = await RealServer.start()
afterAll(() => server[Symbol.asyncDispose]())
let pipeline = ''
let pipelineId = ''

beforeEach(async () => {
  pipeline = `nightly ${crypto.randomUUID()}`
  const created = await server.post('/api/pipelines', {
    name: pipeline,
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    isActive: false,
  })
  if (created.status !== 201) throw new Error(await created.text())
  pipelineId = ((await created.json()) as { id: string }).id
})

const execution = () =>
  until(async () => {
    const { items } = await server.get<{ items: Execution[] }>(`/api/executions?pipelineId=${pipelineId}`)
    return items[0]
  })
const ended = () =>
  until(async () => {
    const { id } = await execution()
    const shown = await server.get<Execution>(`/api/executions/${id}`)
    return shown.finishedAt === null ? undefined : shown
  })
const log = async () => {
  const { id } = await execution()
  return (await server.get<LogPage>(`/api/executions/${id}/log?limit=2000`)).lines.map(({ text }) => text)
}
const report = (script: string, ...options: string[]) =>
  server.spawn(['report', '-p', pipeline, ...options, '--', 'sh', '-c', script], {
    DB_PASSWORD: 'hunter22-secret',
  })

test('output and exit code pass through; log, counts and end are there', async () => {
  const run = report(
    `echo out; echo "pw $DB_PASSWORD" >&2; echo 'METRIC: {"type":"counter","metric":"record_count","value":7,"tags":{"stream":"a"}}' >&2; exit 3`,
  )
  expect(await run.ended).toBe(3)
  expect(run.out).toBe('out\n')
  expect(run.err).toContain('pw hunter22-secret')
  expect(await ended()).toMatchObject({ status: 'failed', trigger: 'report', recordsProcessed: 7 })
  const lines = await log()
  expect(lines).toContain('out')
  expect(lines).toContain('pw ***')
})

test('the last state that is printed becomes the state of the pipeline', async () => {
  const state = '{"bookmarks":{"a":{"id":7}}}'
  expect(await report(`echo '{"bookmarks":{}}'; echo '${state}'`, '--state', '-').ended).toBe(0)
  expect((await server.flx('state', 'get', pipeline)).out).toBe(`${state}\n`)
})

test('ten thousand lines arrive once and in their order while the server is killed in between', async () => {
  const run = report(
    'for i in $(seq 1 5000); do echo line $i; done; sleep 3; for i in $(seq 5001 10000); do echo line $i; done',
  )
  await until(async () => ((await log()).includes('line 1') ? true : undefined))
  await server.kill()
  await until(async () =>
    run.err.includes('The report is kept') || run.err.includes('the report is kept') ? true : undefined,
  )
  await server.serve()
  expect(await run.ended).toBe(0)
  expect(run.out.split('\n')).toHaveLength(10_001)
  const { id } = await ended()
  const text = await (
    await fetch(`${server.url}/api/executions/${id}/log/download`, {
      headers: { authorization: `Bearer ${server.token}` },
    })
  ).text()
  const numbers = Array.from(text.matchAll(/line (\d+)$/gm), ([, number]) => Number(number))
  expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1))
  expect(await ended()).toMatchObject({ status: 'success', outcome: 'completed' })
})

test('a report whose server is away is kept, and the next one delivers it', async () => {
  await server.kill()
  const run = report('echo alone; exit 4', '--patience', '0')
  expect(await run.ended).toBe(4)
  expect(run.err).toContain('the next flx report delivers it')
  await server.serve()
  expect(await server.spawn(['report', '-p', 'Another', '--', 'true']).ended).toBe(0)
  expect(await ended()).toMatchObject({ status: 'failed' })
  expect(await log()).toContain('alone')
  expect(await readdir(join(server.folder, '.local/state/flx/reports'))).toEqual([])
})

test('kill -9 of the command fails the execution, as one of our own', async () => {
  expect(await report('kill -9 $$').ended).toBe(137)
  expect(await ended()).toMatchObject({
    status: 'failed',
    outcome: 'errored',
    steps: [{ status: 'failed', outcome: 'killed', signal: 'SIGKILL' }],
  })
})

test(
  'kill -9 of flx ends the execution as interrupted within the time of a lost worker, and leaves the command alone',
  { timeout: 90_000 },
  async () => {
    const run = report('echo started; sleep 3; echo still here; echo and here >&2')
    await until(async () => ((await log()).includes('started') ? true : undefined))
    run.child.kill('SIGKILL')
    const began = Date.now()
    expect(await run.ended).toBe('SIGKILL')
    // Both pipes have been closed, so the command has ended.
    expect(run.out).toBe('started\nstill here\n')
    expect(run.err).toBe('and here\n')
    expect(await ended()).toMatchObject({ status: 'failed', outcome: 'interrupted' })
    expect(Date.now() - began).toBeLessThan(60_000)
    expect(await server.spawn(['report', '-p', 'Another', '--', 'true']).ended).toBe(0)
    expect(await readdir(join(server.folder, '.local/state/flx/reports'))).toEqual([])
  },
)

test(
  'a report that was cut off for too long goes on as another execution, which has the rest and the end',
  { timeout: 120_000 },
  async () => {
    const run = report('echo before; while [ ! -e "$HOME/go" ]; do sleep 0.2; done; echo after; exit 6')
    await until(async () => ((await log()).includes('before') ? true : undefined))
    const first = await execution()
    // As when the machine sleeps.
    run.child.kill('SIGSTOP')
    expect(await ended()).toMatchObject({ id: first.id, status: 'failed', outcome: 'interrupted' })
    run.child.kill('SIGCONT')
    await writeFile(join(server.folder, 'go'), '')
    expect(await run.ended).toBe(6)
    expect(run.err).toContain(`ended execution ${first.id} as interrupted. The report continues as execution`)
    const second = await ended()
    expect(second).toMatchObject({ status: 'failed', outcome: 'errored', trigger: 'report' })
    expect(second.id).not.toBe(first.id)
    const lines = await log()
    expect(lines[0]).toContain(`It continues execution ${first.id}`)
    expect(lines).toContain('after')
    expect(lines).not.toContain('before')
  },
)

test('a cancel on the page ends the command and what it started', async () => {
  const run = report('sleep 300 & echo child $!; wait')
  await until(async () => ((await log()).some((line) => line.startsWith('child')) ? true : undefined))
  expect((await server.flx('cancel', pipeline)).code).toBe(0)
  expect(await run.ended).toBe(143)
  expect(await ended()).toMatchObject({ status: 'cancelled' })
  const pid = Number(/child (\d+)/.exec(run.out)?.[1])
  await until(async () => (isAlive(pid) ? undefined : true))
})

test('a command is run though it cannot be reported: unknown name, wrong token, no such program', async () => {
  const unknown = server.spawn(['report', '-p', pipeline.slice(0, -1), '--', 'sh', '-c', 'exit 5'])
  expect(await unknown.ended).toBe(5)
  expect(unknown.err).toContain(`Did you mean "${pipeline}"?`)
  const stranger = server.spawn(['report', '-p', pipeline, '--', 'echo', 'x'], { FLX_TOKEN: 'flx_nobody' })
  expect(await stranger.ended).toBe(0)
  expect(stranger.err).toContain('The API token is not valid.')
  expect(await server.spawn(['report', '-p', pipeline, '--', 'no-such-program']).ended).toBe(127)
  expect((await ended()).errorMessage).toContain('there is no such program')
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
