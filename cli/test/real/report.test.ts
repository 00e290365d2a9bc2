import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { promisify } from 'node:util'

import type { Execution } from '@flx/shared/executions/execution'
import type { LogPage } from '@flx/shared/logs/log'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

import { RealServer } from '../support/real-server.ts'

const server = await RealServer.start()
afterAll(() => server[Symbol.asyncDispose]())
/** More than one page of a log. */
const LINES = process.env['FLX_TEST_LONG'] === '1' ? 10_000 : 3000
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

const shown = async (): Promise<Execution | undefined> => {
  const { items } = await server.get<{ items: Execution[] }>(`/api/executions?pipelineId=${pipelineId}`)
  return items[0] && server.get<Execution>(`/api/executions/${items[0].id}`)
}
const execution = () => server.until(['executions'], shown)
const ended = () =>
  server.until(['executions'], async () => {
    const found = await shown()
    return found?.finishedAt === null ? undefined : found
  })
const linesOf = async (id: string) =>
  (await server.get<LogPage>(`/api/executions/${id}/log?limit=2000`)).lines.map(({ text }) => text)
const log = async () => linesOf((await execution()).id)
/** Resolves once the server has a log line with this prefix. */
async function logged(text: string): Promise<void> {
  const { id } = await execution()
  await server.until([`log:${id}`], async () =>
    (await linesOf(id)).some((line) => line.startsWith(text)) ? true : undefined,
  )
}
/** A point at which a script waits until the test lets it pass. */
function gate() {
  const name = `gate-${crypto.randomUUID()}`
  return {
    script: `while [ ! -e "$HOME/${name}" ]; do sleep 0.1; done`,
    open: () => writeFile(join(server.folder, name), ''),
  }
}
const report = (script: string, ...options: string[]) =>
  server.spawn(['report', '-p', pipeline, ...options, '--', 'sh', '-c', script], {
    DB_PASSWORD: 'hunter22-secret',
  })

test('output and exit code pass through; log, counts and end are reported', async () => {
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

test('the last state printed becomes the state of the pipeline', async () => {
  const state = '{"bookmarks":{"a":{"id":7}}}'
  expect(await report(`echo '{"bookmarks":{}}'; echo '${state}'`, '--state', '-').ended).toBe(0)
  expect((await server.flx('state', 'get', pipeline)).out).toBe(`${state}\n`)
})

test('kill -9 of the command fails the execution, like one that runs on the server', async () => {
  expect(await report('kill -9 $$').ended).toBe(137)
  expect(await ended()).toMatchObject({
    status: 'failed',
    outcome: 'errored',
    steps: [{ status: 'failed', outcome: 'killed', signal: 'SIGKILL' }],
  })
})

test('a cancel on the page ends the command and its child processes', async () => {
  const pipe = join(server.folder, 'alive')
  await promisify(execFile)('mkfifo', [pipe])
  const run = report('sleep 300 >"$HOME/alive" & echo child; wait')
  // Ends with the last program that could write to it.
  const child = finished(createReadStream(pipe).resume())
  await logged('child')
  expect((await server.flx('cancel', pipeline)).code).toBe(0)
  expect(await run.ended).toBe(143)
  expect(await ended()).toMatchObject({ status: 'cancelled' })
  await child
})

test('the command runs even if it cannot be reported: unknown name, wrong token, no such program', async () => {
  const unknown = await server.flx('report', '-p', pipeline.slice(0, -1), '--', 'sh', '-c', 'exit 5')
  expect(unknown.code).toBe(5)
  expect(unknown.err).toContain(`Did you mean "${pipeline}"?`)
  const wrong = { FLX_TOKEN: 'flx_nobody' }
  const stranger = await server.flxWith(wrong, 'report', '-p', pipeline, '--', 'sh', '-c', 'exit 6')
  expect(stranger.code).toBe(6)
  expect(stranger.err).toContain('The API token is not valid.')
  expect((await server.flx('report', '-p', pipeline, '--', 'no-such-program')).code).toBe(127)
  expect((await ended()).errorMessage).toContain('the program was not found')
})

test('all lines arrive once and in order while the server is killed in between', async () => {
  const half = gate()
  const run = report(
    `for i in $(seq 1 ${LINES / 2}); do echo line $i; done; ${half.script}; for i in $(seq ${LINES / 2 + 1} ${LINES}); do echo line $i; done`,
  )
  await logged('line ')
  await server.kill()
  // What it prints now cannot be sent.
  await half.open()
  await run.printed('the report is kept')
  await server.serve()
  expect(await run.ended).toBe(0)
  expect(run.out.split('\n')).toHaveLength(LINES + 1)
  const { id } = await ended()
  const text = await (
    await fetch(`${server.url}/api/executions/${id}/log/download`, {
      headers: { authorization: `Bearer ${server.token}` },
    })
  ).text()
  const numbers = Array.from(text.matchAll(/line (\d+)$/gm), ([, number]) => Number(number))
  expect(numbers).toEqual(Array.from({ length: LINES }, (_, index) => index + 1))
  expect(await ended()).toMatchObject({ status: 'success', outcome: 'completed' })
})

test('a report is kept while the server is away, and the next report delivers it', async () => {
  await server.kill()
  const run = report('echo alone; exit 4', '--patience', '0')
  expect(await run.ended).toBe(4)
  expect(run.err).toContain('the next flx report delivers it')
  await server.serve(undefined, { FLX_LEASE_SECONDS: '3' })
  expect((await server.flx('report', '-p', 'Another', '--', 'true')).code).toBe(0)
  expect(await ended()).toMatchObject({ status: 'failed' })
  expect(await log()).toContain('alone')
  expect(await readdir(join(server.folder, '.local/state/flx/reports'))).toEqual([])
})

describe('a report counts as lost after the three seconds of the server that was started last', () => {
  test('kill -9 of flx ends the execution as interrupted, and leaves the command running', async () => {
    const killed = gate()
    const run = report(`echo started; ${killed.script}; echo still here; echo and here >&2`)
    await logged('started')
    run.child.kill('SIGKILL')
    await killed.open()
    expect(await run.ended).toBe('SIGKILL')
    // Both pipes are closed, so the command has ended.
    expect(run.out).toBe('started\nstill here\n')
    expect(run.err).toBe('and here\n')
    expect(await ended()).toMatchObject({ status: 'failed', outcome: 'interrupted' })
    expect((await server.flx('report', '-p', 'Another', '--', 'true')).code).toBe(0)
    expect(await readdir(join(server.folder, '.local/state/flx/reports'))).toEqual([])
  })

  test('a report cut off for too long continues as another execution with the rest and the end', async () => {
    const awake = gate()
    const run = report(`echo before; ${awake.script}; echo after; exit 6`)
    await logged('before')
    const first = await execution()
    // As when the machine sleeps.
    run.child.kill('SIGSTOP')
    expect(await ended()).toMatchObject({ id: first.id, status: 'failed', outcome: 'interrupted' })
    run.child.kill('SIGCONT')
    await awake.open()
    expect(await run.ended).toBe(6)
    expect(run.err).toContain(`ended execution ${first.id} as interrupted. The report continues as execution`)
    const second = await ended()
    expect(second).toMatchObject({ status: 'failed', outcome: 'errored', trigger: 'report' })
    expect(second.id).not.toBe(first.id)
    const lines = await log()
    expect(lines[0]).toContain(`It continues execution ${first.id}`)
    expect(lines).toContain('after')
    expect(lines).not.toContain('before')
  })
})
