import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import type { Node } from '@flx/shared/nodes/node'
import { expect, it } from 'vitest'

import type { TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { startPage } from './support/page-server.ts'

/** Notes for which server it was started; otherwise a tap of one record. A shell starts ten times as fast as Node. */
const TAP = `
file=$1
what=records
for word; do
  case $word in --discover | --about | --version) what=$word ;; esac
done
echo "$what $FLX_INSTALLATION" >>"$file"
schema='{"type":"object","properties":{"id":{"type":"integer"}}}'
case $what in
--discover) echo '{"streams":[{"tap_stream_id":"s","stream":"s","schema":'"$schema"',"key_properties":["id"],"metadata":[]}]}' ;;
*)
  echo '{"type":"SCHEMA","stream":"s","schema":'"$schema"',"key_properties":["id"]}'
  echo '{"type":"RECORD","stream":"s","record":{"id":1}}'
  echo '{"type":"STATE","value":{}}'
  ;;
esac
`

const { folder, client, made, joinHere } = await startPage()
await writeFile(join(folder, 'tap.sh'), TAP)
const { body: plugin } = await client.post('/api/plugins', {
  ...{ name: 'tap', type: 'extractor', capabilities: ['catalog', 'discover', 'state'] },
  command: ['sh', join(folder, 'tap.sh'), join(folder, 'started')],
})
const body = { extractor: 'tap', loader: 'target-jsonl' }
const ofEurope = { ...body, name: 'European', requiredLabels: ['eu'] }
const { body: european } = await client.post('/api/pipelines', ofEurope)
const { body: anywhere } = await client.post('/api/pipelines', { ...body, name: 'Anywhere' })

const startWorker = async (label: string, more: Record<string, string> = {}): Promise<TestServer> =>
  made.use(await joinHere({ FLX_ROLES: 'worker', FLX_WORKER_LABELS: label, ...more }, label))
const [eu] = await Promise.all([startWorker('eu', { FLX_WORKER_RESERVED: 'true' }), startWorker('us')])

const workerOf = async (label: string): Promise<Node | undefined> =>
  ((await client.get('/api/nodes')).body.items as Node[]).find(({ labels }) => labels.includes(label))

/** The starts since the last check, and their workers. */
async function started(): Promise<{ what: string[]; workers: string[] }> {
  const file = join(folder, 'started')
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  await rm(file)
  const pairs = lines.map((line) => line.split(' '))
  return {
    what: [...new Set(pairs.map(([what = '']) => what))].toSorted(),
    workers: [...new Set(pairs.map(([, dataDir = '']) => basename(dataDir)))].toSorted(),
  }
}

/** Another worker could take them too: once could be chance. */
const ROUNDS = EVERYTHING ? 4 : 2
/** A preview of a pipeline as drawn. */
const previewOf = (requiredLabels: string[]) => ({
  records: 5,
  draft: { extractor: 'tap', mappers: [], config: {}, requiredLabels },
})

/** Every start by a user for a pipeline that is not an execution. */
const ALL = [
  ['test', ({ id }: { id: string }) => [`/api/plugins/${plugin.id}/try`, { pipelineId: id, settings: {} }]],
  ['preview', ({ id }: { id: string }) => [`/api/pipelines/${id}/preview`, { records: 5 }]],
  ['discovery', ({ id }: { id: string }) => [`/api/pipelines/${id}/discover`, undefined]],
] as const

it('tests, previews and discoveries run only on workers with the required labels', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, request] of ALL) {
      const [path, body] = request(european)
      const answer = await client.post(path as string, body)
      expect(answer.status, `${name}: ${answer.text}`).toBe(200)
    }
  }
  expect(await started()).toEqual({ what: ['--discover', 'records'], workers: ['eu'] })

  // Never saved, or with labels other than the saved ones: the drawing decides.
  const tryPath = `/api/plugins/${plugin.id}/try`
  for (const [path, body, workers] of [
    ['/api/pipelines/preview', previewOf(['eu']), ['eu']],
    [`/api/pipelines/${anywhere.id}/preview`, previewOf(['eu']), ['eu']],
    [`/api/pipelines/${european.id}/preview`, previewOf(['us']), ['us']],
    [tryPath, { settings: {}, requiredLabels: ['eu'] }, ['eu']],
    [tryPath, { settings: {}, pipelineId: anywhere.id, requiredLabels: ['eu'] }, ['eu']],
    [tryPath, { settings: {}, pipelineId: european.id, requiredLabels: ['us'] }, ['us']],
  ] as const) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await client.post(path, body)
      expect(answer.status, `${path}: ${answer.text}`).toBe(200)
    }
    const found = await started()
    expect({ path, workers: found.workers }).toEqual({ path, workers })
  }
})

it('a drained or reserved worker takes no more of them and says so', async () => {
  const [us, reserved] = [(await workerOf('us'))?.name ?? '', (await workerOf('eu'))?.name]
  expect((await client.post(`/api/nodes/${us}/drain`)).status).toBe(204)
  const { body: refusal } = await client.post(`/api/pipelines/${anywhere.id}/preview`, { records: 5 })
  expect(refusal.detail).toContain(`${us} is draining or shutting down`)
  expect(refusal.detail).toContain(`${reserved} is reserved for pipelines that require labels`)
  expect((await client.post(`/api/pipelines/${european.id}/preview`, { records: 5 })).status).toBe(200)
  expect((await started()).workers).toEqual(['eu'])
  // It belongs to no pipeline.
  expect((await client.post(`/api/plugins/${plugin.id}/invoke`, { option: 'version' })).status).toBe(503)

  expect((await client.post(`/api/nodes/${us}/resume`)).status).toBe(204)
  expect((await client.post(`/api/pipelines/${anywhere.id}/preview`, { records: 5 })).status).toBe(200)
  expect((await started()).workers).toEqual(['us'])
})

it('without a worker that has the labels they are refused at once; those without labels run', async () => {
  await eu[Symbol.asyncDispose]()
  expect((await workerOf('eu'))?.status).toBe('left')
  for (const [path, body] of [
    ['/api/pipelines/preview', previewOf(['eu'])],
    [`/api/plugins/${plugin.id}/try`, { settings: {}, requiredLabels: ['eu'] }],
  ] as const) {
    const unsaved = await client.post(path, body)
    expect([path, unsaved.status, unsaved.text.includes('lacks the label eu')]).toEqual([path, 503, true])
  }
  const us = (await workerOf('us'))?.name
  for (const [name, request] of ALL) {
    const [path, body] = request(european)
    const asked = performance.now()
    const { status, body: refusal } = await client.post(path as string, body)
    expect(status, `Of ${name}`).toBe(503)
    expect(refusal.detail).toContain(`${us} lacks the label eu`)
    expect(refusal.detail).toContain('or change what the pipeline requires')
    // Nothing is waited for.
    expect(performance.now() - asked, `Of ${name}`).toBeLessThan(10_000)
    const [, elsewhere] = request(anywhere)
    expect((await client.post(request(anywhere)[0] as string, elsewhere)).status, `Of ${name}`).toBe(200)
  }
  expect((await started()).workers).toEqual(['us'])
})
