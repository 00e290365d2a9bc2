import { join } from 'node:path'

import { SECRET_MARKER } from '@flx/shared/settings/secret'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, admin, viewer } = await serverForFile(['admin', 'viewer'], {
  stubPlugins: true,
  worker: true,
  postgres: null,
})

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 0, 0, second)).toISOString()
const step = (kind: string, plugin: string, startedAt: string, version = '') => ({
  ...{ kind, plugin, variant: '', version, command: [], status: 'success', startedAt, finishedAt: startedAt },
  ...{ exitCode: 0, pid: 1 },
})

/** A real execution, as it would be after a success of that runner. */
function settle(id: string, row: object) {
  const file = new Database(join(server.dataDir, 'flx.db'), { timeout: 5000 })
  const sets = Object.keys(row).map((column) => `${column} = ?`)
  file.prepare(`update execution set ${sets.join(', ')} where id = ?`).run(...Object.values(row), id)
  file.close()
}
async function executed(pipelineId: string): Promise<string> {
  const { body } = await admin.post(`/api/pipelines/${pipelineId}/execute`)
  await server.running.worker?.idle()
  return body.id
}

it('explains how to get a comparison, and compares the newest successes of both', async () => {
  const { body: none } = await viewer.get('/api/meltano/runners')
  expect(none).toMatchObject({ meltano: [], chosen: { meltano: null }, differences: null })

  const builtIn = await createStubPipeline(admin, { name: 'own' })
  const { body: meltano } = await admin.post('/api/pipelines', {
    name: 'by meltano',
    runner: { kind: 'meltano', project: '/nowhere', run: ['tap-stub', 'target-stub'] },
  })
  const { body: before } = await viewer.get('/api/meltano/runners')
  expect(before).toMatchObject({
    meltano: [{ id: meltano.id, name: 'by meltano' }],
    builtIn: [{ id: builtIn.id, name: 'own' }],
    chosen: { meltano: meltano.id, builtIn: builtIn.id },
    sides: { meltano: null, builtIn: null },
  })

  const first = await executed(builtIn.id)
  settle(first, {
    ...{ status: 'success', started_at: at(0), queued_at: at(0), duration_ms: 2000, records_processed: 100 },
    steps: JSON.stringify([step('discover', 'tap-stub', at(0)), step('extract', 'tap-stub', at(1), '1.2')]),
    streams: JSON.stringify([{ stream: 'users', records: 100, batches: 0, bytes: 1 }]),
    state_after: '{"bookmarks":{"users":{"id":7}}}',
    resolved_config: JSON.stringify({ 'tap-stub': { size: 3, same: 'x', token: SECRET_MARKER } }),
  })
  for (const [second, counts] of [
    [10, 'unknown'],
    [20, 'reported'],
  ] as const) {
    settle(await executed(meltano.id), {
      ...{ status: 'success', started_at: at(second), queued_at: at(second), duration_ms: 20_000 },
      ...{
        records_processed: counts === 'unknown' ? 0 : 90,
        counts,
        runner: 'meltano',
        state_before: '{"a":1}',
      },
      steps: JSON.stringify([
        step('command', 'meltano', at(second), '4.4.1'),
        step('extract', 'tap-stub', at(second + 8)),
        step('load', 'target-stub', at(second + 8)),
      ]),
      streams: JSON.stringify([{ stream: 'users', records: 90, batches: 0, bytes: 0 }]),
      state_after: '{"bookmarks":{"users":{"id":6}}}',
      resolved_config: JSON.stringify({
        meltano: {
          settings: { 'tap-stub': { size: 5, same: 'x', token: SECRET_MARKER, password: 'hunter2' } },
        },
      }),
    })
  }
  const { body } = await viewer.get(`/api/meltano/runners?meltano=${meltano.id}`)
  expect(body.sides).toMatchObject({
    builtIn: {
      ...{ executions: 1, fullLoads: 1, counted: 1, medianSeconds: 2, medianStartSeconds: 1, version: '' },
      ...{ medianRecords: 100, medianRecordsPerSecond: 50, newest: { id: first } },
    },
    meltano: {
      ...{
        executions: 2,
        fullLoads: 0,
        counted: 1,
        medianSeconds: 20,
        medianStartSeconds: 8,
        version: '4.4.1',
      },
      ...{ medianRecords: 90, medianRecordsPerSecond: 4.5, from: at(10), to: at(20) },
    },
  })
  expect(body.differences).toMatchObject({
    streams: [{ stream: 'users', before: 100, after: 90 }],
    state: [{ path: 'bookmarks.users.id', before: 7, after: 6 }],
    configuration: [{ path: 'extract.size', before: 3, after: 5 }, { path: 'extract.password' }],
  })
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(body.differences.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['extract', 'load'])
  expect((await viewer.get('/api/meltano/runners?builtIn=018f0000-0000-7000-8000-000000000000')).status).toBe(
    422,
  )
})
