import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import { subscribe } from '../../support/client.ts'
import { startTestServer } from '../../support/server.ts'

it('an administrator sets how long things are kept, previews a clean-up, and runs it', async () => {
  await using server = await startTestServer()
  const admin = await server.as('admin')
  const editor = await server.as('editor')
  for (const path of ['/api/retention', '/api/storage']) expect((await editor.get(path)).status).toBe(403)
  expect((await editor.post('/api/retention/passes')).status).toBe(403)
  expect((await admin.get('/api/retention')).body).toMatchObject({
    policy: DEFAULT_RETENTION,
    lastPass: null,
    isRunning: false,
    nextPassAt: expect.stringMatching(/T03:00:00\.000Z$/),
  })
  const wrong = await admin.send('PUT', '/api/retention', { ...DEFAULT_RETENTION, logDays: 0.5, hour: 24 })
  expect(wrong).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'logDays' }, { path: 'hour', message: expect.stringContaining('0 to 23') }] },
  })
  const policy = { ...DEFAULT_RETENTION, executionDays: 30, hour: 5 }
  const preview = await admin.post('/api/retention/preview', policy)
  expect(preview).toMatchObject({ status: 200, body: { executions: { rows: 0, bytes: 0 } } })
  const saved = await admin.send('PUT', '/api/retention', policy)
  expect(saved).toMatchObject({ status: 200, body: { policy } })
  const { body: audit } = await admin.get('/api/audit?entityType=setting')
  expect(audit.items[0]).toMatchObject({
    entityName: 'Retention',
    changes: [
      { path: 'executionDays', before: null, after: 30 },
      { path: 'hour', before: 3, after: 5 },
    ],
  })
  await using socket = await admin.connect()
  await subscribe(socket, 'disk')
  const told = new Promise<void>((resolve) => socket.on('event', () => resolve()))
  expect((await admin.post('/api/retention/passes')).status).toBe(202)
  await told
  for (;;) {
    const { body } = await admin.get('/api/retention')
    if (body.isRunning === true || body.lastPass?.finishedAt === null) continue
    expect(body.lastPass).toMatchObject({ trigger: 'manual', error: null })
    break
  }
})

it('the data folder is measured in a thread, and every user is warned before the disk is full', async () => {
  await using server = await startTestServer()
  const admin = await server.as('admin')
  const viewer = await server.as('viewer')
  const environment = join(server.dataDir, 'plugins/extractor/tap-big/environment-1')
  await mkdir(environment, { recursive: true })
  await writeFile(join(environment, 'library.so'), Buffer.alloc(3_000_000, 1))
  await writeFile(join(server.dataDir, 'files/orders.jsonl'), Buffer.alloc(1_000_000, 1))
  await writeFile(
    join(server.dataDir, 'flx.db.before-upgrade-2026-11-01T00-00-00-000Z'),
    Buffer.alloc(500_000, 1),
  )
  expect((await admin.post('/api/storage/measure')).body).toMatchObject({ isMeasuring: true })
  for (;;) {
    const { body } = await admin.get('/api/storage')
    if (body.isMeasuring === true) continue
    const { usage, disk } = body
    expect(usage.environments).toMatchObject([{ name: 'tap-big' }])
    expect(usage.environments[0].bytes).toBeGreaterThan(2_990_000)
    expect(usage.fileBytes).toBeGreaterThan(990_000)
    expect(usage.backups).toMatchObject([{ name: 'flx.db.before-upgrade-2026-11-01T00-00-00-000Z' }])
    expect(usage.databaseBytes).toBeGreaterThan(100_000)
    expect(usage).toMatchObject({ logBytes: 0, reusableBytes: expect.any(Number) })
    expect(disk.freeBytes).toBeLessThan(disk.totalBytes)
    break
  }
  await admin.send('PUT', '/api/retention', { ...DEFAULT_RETENTION, warnFreeGigabytes: 0 })
  expect((await viewer.get('/api/storage/warning')).body).toMatchObject({ isLow: false, warnBelowBytes: 0 })
  await admin.send('PUT', '/api/retention', { ...DEFAULT_RETENTION, warnFreeGigabytes: 999_999 })
  expect((await viewer.get('/api/storage/warning')).body).toMatchObject({ isLow: true })
})
