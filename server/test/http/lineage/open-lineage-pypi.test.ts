import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { ForeignJob } from '@flx/shared/lineage/foreign'
import type { DatasetItem, Neighbourhood } from '@flx/shared/lineage/lineage'
import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { reachesPyPI } from '../../plugins/support/wheel.ts'
import { executionEnded } from '../../support/events.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { problemsOf } from './support/check-run-event.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1' && reachesPyPI()
const SCRIPT = join(import.meta.dirname, 'fixtures/open_lineage_client.py')
const TAP = String.raw`
const write = (line) => process.stdout.write(JSON.stringify(line) + '\n')
write({ type: 'SCHEMA', stream: 'people', schema: { properties: { id: { type: 'integer' }, mail: { type: 'string' } } }, key_properties: ['id'] })
write({ type: 'RECORD', stream: 'people', record: { id: 1, mail: 'a@example.com' } })
`
const execute = promisify(execFile)

describe.skipIf(!wanted)(
  'openlineage-python (npm run test:connectors, where PyPI can be reached)',
  async () => {
    if (!wanted) return
    const { server, admin, viewer } = await serverForFile(['admin', 'viewer'], { worker: true })
    const folder = await mkdtemp(join(tmpdir(), 'flx-openlineage-'))
    const kept = process.env['FLX_TEST_OPENLINEAGE']
    const python = join(kept ?? folder, 'bin/python')
    afterAll(() => rm(folder, { recursive: true, force: true }))

    beforeAll(async () => {
      if (kept !== undefined) return
      await execute('python3', ['-m', 'venv', folder])
      await execute(python, ['-m', 'pip', 'install', '--quiet', 'openlineage-python'])
    }, 900_000)

    it('builds every event that is sent, by classes generated from the schemas', async () => {
      await admin.put('/api/openlineage/connection', {
        ...NO_OPEN_LINEAGE,
        isActive: true,
        transport: 'file',
      })
      await writeFile(join(server.dataDir, 'tap.mjs'), TAP)
      for (const [name, path] of [
        ['works', 'tap.mjs'],
        ['fails', 'nowhere.mjs'],
      ] as const) {
        const command = [process.execPath, join(server.dataDir, path)]
        await admin.post('/api/plugins', { name: `tap-${name}`, type: 'extractor', command })
        const { body } = await admin.post('/api/pipelines', {
          ...{ name, description: 'All of them', owner: 'Data team', tags: ['daily'] },
          ...{ extractor: `tap-${name}`, loader: 'target-sqlite' },
          config: { 'target-sqlite': { database: 'people.db' } },
        })
        const started = await admin.post(`/api/pipelines/${body.id}/execute`, {})
        await executionEnded(server, started.body.id)
      }
      // One that is cancelled, and one that follows another.
      await writeFile(join(server.dataDir, 'endless.mjs'), `${TAP};setInterval(() => undefined, 1000)`)
      const endless = { name: 'tap-endless', type: 'extractor' }
      await admin.post('/api/plugins', {
        ...endless,
        command: [process.execPath, join(server.dataDir, 'endless.mjs')],
      })
      const [works] = (await admin.get('/api/pipelines?search=works')).body.items
      const after = { ...{ name: 'after', extractor: 'tap-works', loader: 'target-jsonl' }, isActive: true }
      await admin.post('/api/pipelines', { ...after, after: works.id })
      await admin.post(`/api/pipelines/${works.id}/execute`, {})
      const { body: held } = await admin.post('/api/pipelines', {
        ...{ name: 'cancelled', extractor: 'tap-endless', loader: 'target-jsonl' },
      })
      const { body: begun } = await admin.post(`/api/pipelines/${held.id}/execute`, {})
      await admin.post(`/api/executions/${begun.id}/cancel`)
      await executionEnded(server, begun.id)
      const file = join(server.dataDir, 'openlineage/events.ndjson')
      let told: { type: string; job: string; facets: string[] }[] = []
      // Events leave a moment after the end of an execution.
      await expect
        .poll(
          async () => {
            told = JSON.parse((await execute(python, [SCRIPT, 'read', file])).stdout)
            const lines = (await readFile(file, 'utf8')).trim().split('\n')
            expect(lines.flatMap((line) => problemsOf(JSON.parse(line)))).toEqual([])
            return told.map(({ type, job }) => `${job} ${type}`)
          },
          { timeout: 60_000 },
        )
        .toEqual(
          expect.arrayContaining([
            ...['works START', 'works RUNNING', 'works COMPLETE', 'fails FAIL'],
            ...['cancelled ABORT', 'after COMPLETE'],
          ]),
        )
      const facets = new Set(told.flatMap((event) => event.facets))
      const known = [
        'processing_engine',
        'parent',
        'errorMessage',
        'jobType',
        'documentation',
        'ownership',
        'tags',
      ]
      expect([...facets]).toEqual(
        expect.arrayContaining([...known, 'schema', 'dataSource', 'columnLineage', 'outputStatistics']),
      )
    }, 120_000)

    it('sends events of every kind here', async () => {
      const { body: token } = await admin.post('/api/tokens', {
        name: 'dbt',
        role: 'operator',
        expiresAt: null,
      })
      await execute(python, [SCRIPT, 'send'], {
        env: {
          PATH: process.env['PATH'],
          OPENLINEAGE_URL: server.url,
          OPENLINEAGE_ENDPOINT: 'api/openlineage',
          OPENLINEAGE_API_KEY: token.value,
        },
      })
      const jobs: ForeignJob[] = (await viewer.get('/api/openlineage/jobs')).body.items
      expect(jobs.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual([
        'report null',
        'revenue success',
      ])
      const [orders]: DatasetItem[] = (await viewer.get('/api/lineage/datasets?search=public.orders')).body
        .items
      expect(orders?.namespace).toBe('postgres://warehouse:5432')
      const around: Neighbourhood = (await viewer.get(`/api/lineage/datasets/${orders?.id}/neighbourhood`))
        .body
      expect(around.datasets.map(({ name }) => name).toSorted()).toEqual([
        ...['report', 'shop.marts.revenue', 'shop.public.orders'],
      ])
      const columns = around.flows.flatMap((flow) => flow.columns)
      expect(columns).toEqual([{ from: 'amount', to: 'total' }])
      expect(JSON.stringify([jobs, around])).not.toContain('correct-horse')
    }, 60_000)
  },
)
