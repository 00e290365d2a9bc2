import { readdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { destinationOf } from '@flx/shared/executions/loaded-rows'
import SqliteDatabase from 'better-sqlite3'
import { beforeAll, expect, it } from 'vitest'

import { executionEnded } from '../../support/events.ts'
import { serverForFile } from '../../support/server-for-file.ts'

/** Three streams; one has the name of the product's own database, one a name that no file can have. */
const TAP = String.raw`
const write = (line) => process.stdout.write(line + '\n')
for (const stream of ['orders', 'Odd/Name', 'flx']) {
  write(JSON.stringify({ type: 'SCHEMA', stream, schema: { properties: { id: { type: 'integer' }, note: { type: 'string' }, price: { type: 'number' } } }, key_properties: ['id'] }))
  for (let id = 1; id <= 25; id += 1)
    write('{"type":"RECORD","stream":' + JSON.stringify(stream) + ',"record":{"id":' + (9007199254740990n + BigInt(id)) + ',"note":"' + (id === 2 ? 'x'.repeat(7990) : '') + 'tell-nobody-this","price":18446744073709551610.10}}')
}
`
const SECRET = 'tell-nobody-this'

const { server, editor, operator } = await serverForFile(['editor', 'operator'], { worker: true })
beforeAll(async () => {
  writeFileSync(join(server.dataDir, 'tap.mjs'), TAP)
  await editor.post('/api/plugins', {
    name: 'tap-rows',
    type: 'extractor',
    command: [process.execPath, join(server.dataDir, 'tap.mjs')],
    settingDefinitions: [{ name: 'password', sensitive: true }],
  })
  await editor.post('/api/plugins', {
    name: 'target-other',
    type: 'loader',
    command: ['sh', '-c', 'cat >&2'],
  })
})

/** Executes a new pipeline to its end. */
async function executed(loader: string, settings: Record<string, unknown>, body = {}) {
  const created = await editor.post('/api/pipelines', {
    name: `Rows ${crypto.randomUUID()}`,
    extractor: 'tap-rows',
    loader,
    config: { 'tap-rows': { password: SECRET }, [loader]: settings },
  })
  const pipelineId: string = created.body.id
  const { id } = (await editor.post(`/api/pipelines/${pipelineId}/execute`, body)).body
  await executionEnded(server, id)
  return { id: id as string, pipelineId, execution: (await editor.get(`/api/executions/${id}`)).body }
}

const rowsOf = async (id: string, stream: string, client = operator) =>
  client.post(`/api/executions/${id}/rows`, { stream })

it('shows the first rows of a JSON Lines file with every digit, secrets masked, long cells cut', async () => {
  const folder = join(server.dataDir, 'files', 'out')
  const { id, execution } = await executed('target-jsonl', { destination_path: folder })
  expect(execution.status).toBe('success')
  const { status, text, body } = await rowsOf(id, 'orders')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    exists: true,
    place: { kind: 'file', path: join(folder, 'orders.jsonl') },
    columns: ['id', 'note', 'price'],
    hasMore: true,
  })
  expect(body.rows).toHaveLength(20)
  expect(body.rows[2]).toEqual(['9007199254740993', '"***"', '18446744073709551610.10'])
  // The secret is cut in the middle: no half of it is shown.
  expect(body.rows[1][1]).toMatch(/^"x{499}…$/)
  expect(text).not.toContain('tell-')
  // The page names the files as the loader does, and leaves out what it cannot know.
  expect(destinationOf(execution)).toMatchObject({
    loader: 'target-jsonl',
    parts: [{ kind: 'path', value: folder }],
    streams: [{ place: 'orders.jsonl' }, { place: null }, { place: 'flx.jsonl' }],
    showsRows: true,
  })
  expect(readdirSync(folder)).toContain('orders.jsonl')
  expect((await rowsOf(id, 'Odd/Name')).body).toMatchObject({
    exists: true,
    place: { path: expect.stringMatching(/Odd_Name-[0-9a-f]{8}\.jsonl$/) },
  })
})

it('finds the file of this execution by its time, and the place where it was loaded then', async () => {
  const folder = join(server.dataDir, 'files', 'timed')
  const first = await executed('target-jsonl', { destination_path: folder, do_timestamp_file: true })
  const { version } = (await editor.get(`/api/pipelines/${first.pipelineId}`)).body
  await editor.patch(`/api/pipelines/${first.pipelineId}`, {
    version,
    config: { 'tap-rows': { password: SECRET }, 'target-jsonl': { destination_path: 'elsewhere' } },
  })
  writeFileSync(join(folder, 'orders-2020-01-01T000000000Z.jsonl'), '{"id":"another"}\n')
  const { body } = await rowsOf(first.id, 'orders')
  expect(body.exists).toBe(true)
  expect(body.place.path).toMatch(/timed\/orders-20\d\d-.*\.jsonl$/)
  expect(body.columns).toEqual(['id', 'note', 'price'])
})

it('shows the first rows of a SQLite table, read-only', async () => {
  const database = join(server.dataDir, 'files', 'rows.db')
  const { id, execution } = await executed('target-sqlite', { database, table_prefix: 'raw_' })
  const { body } = await rowsOf(id, 'orders')
  expect(body).toMatchObject({
    exists: true,
    place: { kind: 'table', database, table: 'raw_orders' },
    columns: ['id', 'note', 'price'],
    hasMore: true,
  })
  expect(body.rows[2]).toEqual(['9007199254740993', '"***"', expect.any(String)])
  expect(destinationOf(execution)).toMatchObject({
    parts: [{ kind: 'database', value: database }],
    streams: [{ place: 'raw_orders' }, { place: 'raw_Odd/Name' }, { place: 'raw_flx' }],
  })
  const db = new SqliteDatabase(database)
  db.exec('drop table raw_orders')
  db.close()
  expect((await rowsOf(id, 'orders')).body).toMatchObject({ exists: false, rows: [] })
})

it('is for operators, records who looked, refuses other loaders, streams and archived pipelines', async () => {
  const { id, pipelineId } = await executed('target-jsonl', { destination_path: 'refused' })
  expect((await rowsOf(id, 'orders', await server.as('viewer'))).status).toBe(403)
  expect((await rowsOf(id, '../orders')).status).toBe(422)
  await rowsOf(id, 'orders')
  const entry = (await (await server.as('admin')).get('/api/audit?action=view-rows&limit=1')).body.items[0]
  expect(entry).toMatchObject({
    entityType: 'execution',
    entityId: id,
    changes: [{ path: 'stream', after: 'orders' }],
  })
  const other = await executed('target-other', {})
  expect(await rowsOf(other.id, 'orders')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('only be shown for bundled loaders') },
  })
  await editor.delete(`/api/pipelines/${pipelineId}`)
  expect((await rowsOf(id, 'orders')).status).toBe(409)
})

it("never opens the product's own files, even through a link that was added later", async () => {
  const folder = join(server.dataDir, 'files', 'linked')
  const { id } = await executed('target-jsonl', { destination_path: folder })
  writeFileSync(join(server.dataDir, 'private.jsonl'), '{"secret":1}\n')
  for (const [stream, own] of [
    ['orders', 'private.jsonl'],
    ['flx', 'flx.db'],
  ] as const) {
    unlinkSync(join(folder, `${stream}.jsonl`))
    symlinkSync(join(server.dataDir, own), join(folder, `${stream}.jsonl`))
    expect(await rowsOf(id, stream)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('cannot be used') },
    })
  }
})
