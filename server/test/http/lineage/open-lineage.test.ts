import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { fileProblem } from '../../../src/adapters/open-lineage/file-problem.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { problemsOf } from './support/check-run-event.ts'
import { startReceiver } from './support/event-receiver.ts'

const { server, admin, editor } = await serverForFile(['admin', 'editor'], {
  worker: true,
  env: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' },
})
const KEY = 'sesame-open-up'
const TAP = String.raw`
const write = (line) => process.stdout.write(JSON.stringify(line) + '\n')
write({ type: 'SCHEMA', stream: 'people', schema: { properties: { id: { type: 'integer' }, mail: { type: 'string' } } }, key_properties: ['id'] })
for (const id of [1, 2, 3]) write({ type: 'RECORD', stream: 'people', record: { id, mail: 'a@example.com' } })
`

const receiver = await startReceiver()
const { received, until, url } = receiver
afterAll(() => receiver[Symbol.dispose]())

async function pipeline(name: string, command: readonly string[] = ['tap.mjs']): Promise<string> {
  await editor.post('/api/plugins', {
    ...{ name: `tap-${name}`, type: 'extractor' },
    command: [process.execPath, ...command.map((part) => join(server.dataDir, part))],
  })
  const { body } = await editor.post('/api/pipelines', {
    ...{ name, description: 'All of them', owner: 'Data team', tags: ['daily'] },
    ...{ extractor: `tap-${name}`, loader: 'target-sqlite' },
    config: { 'target-sqlite': { database: 'people.db' } },
  })
  return body.id
}
const execute = async (id: string): Promise<string> =>
  (await editor.post(`/api/pipelines/${id}/execute`, {})).body.id
const eventsOf = (executionId: string) =>
  received.flatMap(({ event }) => (event.run.runId === executionId ? [event] : []))
const ends = (executionId: string) =>
  eventsOf(executionId).some(({ eventType }) => ['COMPLETE', 'FAIL', 'ABORT'].includes(eventType))

const settings = { ...NO_OPEN_LINEAGE, isActive: true, url, apiKey: KEY, namespace: 'here' }

beforeAll(async () => {
  await writeFile(join(server.dataDir, 'tap.mjs'), TAP)
  await writeFile(join(server.dataDir, 'endless.mjs'), `${TAP};setInterval(() => undefined, 1000)`)
  await admin.put('/api/openlineage/connection', settings)
})

describe('OpenLineage events', () => {
  it('report an execution from its start to its end, with the data it moved', async () => {
    const id = await execute(await pipeline('people'))
    await until(() => ends(id))
    const events = eventsOf(id)
    expect(events.at(-1)?.run.facets['errorMessage']).toBeUndefined()
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'RUNNING', 'COMPLETE'])
    expect(received[0]).toMatchObject({ path: '/api/v1/lineage', key: `Bearer ${KEY}` })
    const end = events[2]
    expect(end?.job).toMatchObject({
      ...{ namespace: 'here', name: 'people' },
      facets: {
        documentation: { description: 'All of them' },
        ownership: { owners: [{ name: 'Data team' }] },
        tags: { tags: [{ key: 'daily', value: 'true', source: 'USER' }] },
        jobType: { processingType: 'BATCH' },
      },
    })
    expect(end?.outputs).toMatchObject([
      {
        name: 'people',
        facets: {
          schema: {
            fields: [
              { name: 'id', type: 'integer' },
              { name: 'mail', type: 'string' },
            ],
          },
          columnLineage: { fields: { id: { inputFields: [{ field: 'id' }] } } },
        },
        outputFacets: { outputStatistics: { rowCount: 3 } },
      },
    ])
  })

  it('report that it was cancelled, and its parent template, Meltano job or execution', async () => {
    const id = await execute(await pipeline('endless', ['endless.mjs']))
    await until(() => eventsOf(id).some(({ eventType }) => eventType === 'RUNNING'))
    await editor.post(`/api/executions/${id}/cancel`)
    await until(() => ends(id))
    expect(eventsOf(id).map(({ eventType }) => eventType)).toEqual(['START', 'RUNNING', 'ABORT'])

    const template = await editor.post('/api/templates', {
      ...{ name: 'Everyone', naming: 'made' },
      body: {
        ...{ extractor: 'tap-people', loader: 'target-sqlite' },
        config: { 'target-sqlite': { database: 'made.db' } },
      },
    })
    await editor.post(`/api/templates/${template.body.id}/pipelines`, { rows: [{}] })
    let made = ''
    await expect
      .poll(async () => (made = (await editor.get('/api/pipelines?search=made')).body.items[0]?.id ?? ''))
      .not.toBe('')
    const ofTemplate = await execute(made)
    await until(() => ends(ofTemplate))
    for (const event of eventsOf(ofTemplate))
      expect(event.run.facets).toMatchObject({
        parent: {
          job: { namespace: 'here', name: 'template/Everyone' },
          root: { job: { name: 'template/Everyone' } },
        },
      })
    expect(received.flatMap(({ event }) => problemsOf(event))).toEqual([])
  })

  it('report why it failed', async () => {
    const id = await execute(await pipeline('broken', ['missing.mjs']))
    await until(() => ends(id))
    const events = eventsOf(id)
    expect([events[0]?.eventType, events.at(-1)?.eventType]).toEqual(['START', 'FAIL'])
    expect(events.at(-1)?.run.facets).toMatchObject({ errorMessage: { programmingLanguage: 'Singer' } })
    expect(events.flatMap(problemsOf)).toEqual([])
  })

  it('continue past one that the receiver refuses, which is shown, sent again or discarded', async () => {
    const pipelineId = await pipeline('poison')
    receiver.answer = ({ eventType, job }) => (job.name === 'poison' && eventType === 'START' ? 422 : 201)
    const [poisoned, healthy] = [await execute(pipelineId), await execute(await pipeline('healthy'))]
    await until(() => ends(healthy))
    const waits = await admin.get('/api/openlineage/events?status=waiting')
    const start = waits.body.items.find(({ type }: { type: string }) => type === 'START')
    expect(start.executionId).toBe(poisoned)
    expect(start.attempts).toBeGreaterThan(0)
    expect(start.error).toContain('responded with status 422')
    expect(JSON.stringify(waits.body)).not.toContain(KEY)
    // Two more refusals, on request: then it is a dead letter, and the rest of its run continues.
    const shown = await admin.get(`/api/openlineage/events/${start.id}`)
    expect(shown.body.payload).toMatchObject({ eventType: 'START', run: { runId: poisoned } })
    expect((await admin.delete(`/api/openlineage/events/${start.id}`)).status).toBe(409)
    receiver.answer = () => 201
    expect((await admin.post(`/api/openlineage/events/${start.id}/send-again`)).status).toBe(204)
    await until(() => ends(poisoned))
    expect(eventsOf(poisoned).map(({ eventType }) => eventType)).toEqual(['START', 'RUNNING', 'COMPLETE'])
  })

  it('never show the key, which another receiver does not get', async () => {
    const { body } = await admin.get('/api/openlineage/connection')
    expect(body.settings.apiKey).toEqual({ $secret: true })
    expect(JSON.stringify(body)).not.toContain(KEY)
    const kept = { ...settings, apiKey: { $secret: true } }
    expect((await admin.put('/api/openlineage/connection', kept)).status).toBe(200)
    const elsewhere = { ...kept, url: 'http://127.0.0.2:9' }
    const refused = await admin.post('/api/openlineage/connection/test', elsewhere)
    expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([422, 'apiKey'])
    const audit = await admin.get('/api/audit?limit=50')
    expect(JSON.stringify(audit.body)).not.toContain(KEY)
  })

  it('are tried by a test before anything is saved', async () => {
    const good = await admin.post('/api/openlineage/connection/test', settings)
    expect(good.body.problem).toBeNull()
    expect(received.at(-1)?.event.eventType).toBe('OTHER')
    receiver.answer = () => 401
    const bad = await admin.post('/api/openlineage/connection/test', settings)
    expect(bad.body.problem).toContain('responded with status 401')
    expect(bad.body.problem).not.toContain(KEY)
    receiver.answer = () => 201
    const { status, body } = await admin.put('/api/openlineage/connection', { ...settings, url: '' })
    expect([status, body.errors?.[0]?.path]).toEqual([422, 'url'])
  })

  it('go to a file in the data folder, whole lines only, and never through a link', async () => {
    const file = join(server.dataDir, 'openlineage', 'events.ndjson')
    await mkdir(join(server.dataDir, 'openlineage'), { recursive: true })
    await writeFile(file, '{"whole":1}\n{"cut o')
    const toFile = { ...settings, transport: 'file' as const, apiKey: { $secret: true } }
    expect((await admin.post('/api/openlineage/connection/test', toFile)).body.problem).toBeNull()
    const lines = (await readFile(file, 'utf8')).split('\n')
    expect([lines.length, lines[0], lines[2]]).toEqual([3, '{"whole":1}', ''])
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ eventType: 'OTHER' })
    const other = join(server.dataDir, 'other.txt')
    await writeFile(other, 'mine')
    await writeFile(file, '')
    await rm(file)
    await symlink(other, file)
    const tried = async () => (await admin.post('/api/openlineage/connection/test', toFile)).body.problem
    expect(await tried()).toBe(
      `The file ${file} cannot be written. It is a link, and events are not written through links. Remove it.`,
    )
    expect(await readFile(other, 'utf8')).toBe('mine')
    await rm(file)
    await mkdir(file)
    expect(await tried()).toContain('It is a folder. Remove it.')
    await rm(file, { recursive: true })
    execFileSync('mkfifo', [file])
    expect(await tried()).toContain('It is not a regular file.')
    await rm(join(server.dataDir, 'openlineage'), { recursive: true })
    await writeFile(join(server.dataDir, 'openlineage'), '')
    expect(await tried()).toContain('There is a file where its folder should be.')
    await rm(join(server.dataDir, 'openlineage'))
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(fileProblem('events.ndjson', full)).toContain('The disk is full. Free some space')
    expect(await tried()).toBeNull()
  })
})
