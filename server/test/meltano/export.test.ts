import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { MeltanoExport } from '@flx/shared/projects/meltano-export'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { jobName } from '../../src/domain/projects/state/state-ids.ts'
import { reachesPyPI } from '../plugins/support/wheel.ts'
import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { exporting, importing, realProjects } from '../support/project-round-trip.ts'
import { installMeltano } from './support/meltano.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1'

describe.skipIf(!wanted || !reachesPyPI())(
  'the real Meltano accepts an exported project (npm run test:connectors, where PyPI can be reached)',
  { timeout: 300_000 },
  () => {
    let folder: string
    let program: string
    let server: TestServer
    let editor: Client
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'flx-export-'))
      program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv'))
      server = await startTestServer()
      editor = await server.as('editor')
    }, 300_000)
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Writes a project into its own folder; without its hub, so that it must be complete on its own. */
    function project(name: string, { files }: MeltanoExport) {
      const cwd = join(folder, name)
      mkdirSync(cwd)
      for (const { path, text } of files) writeFileSync(join(cwd, path), text)
      writeFileSync(
        join(cwd, '.env'),
        files.find(({ path }) => path === '.env.example')?.text.replaceAll(/=$/gm, '=filled-in') ?? '',
      )
      const { PATH = '', HOME = '' } = process.env
      const env = {
        PATH,
        HOME,
        MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
        MELTANO_HUB_API_ROOT: 'http://127.0.0.1:9',
      }
      return (...args: string[]): string =>
        execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    }

    it.each(realProjects())('made from the real project %s', (name, text) => {
      const imported = importing([{ path: 'meltano.yml', text }])
      const meltano = project(name.slice(0, 2), { files: exporting(imported), notes: [] })
      expect(meltano('compile')).toContain('Compiled')
      // Each throws when Meltano refuses.
      const plugin = imported.plugins.find(({ type }) => type === 'extractor')
      if (plugin !== undefined) meltano('config', 'list', plugin.name)
      const jobs = imported.pipelines.map(({ name: pipeline }) => jobName(pipeline))
      if (jobs.length > 0) meltano('run', '--dry-run', ...jobs)
    })

    it('with plugins of all kinds, mappings, chains and settings of pipelines', async () => {
      const plugins = [
        {
          name: 'tap-shop',
          type: 'extractor',
          pipUrl: 'tap-shop',
          variant: 'acme',
          capabilities: ['catalog', 'discover', 'state'],
          settingDefinitions: [
            { name: 'auth.token', kind: 'password', sensitive: true },
            { name: 'since', kind: 'date_iso8601', required: true },
            { name: 'rate', kind: 'decimal', value: 1.5 },
          ],
          settings: {
            'auth.token': 'not-to-be-seen',
            since: '2024-01-01',
            _select: ['orders.*'],
            _metadata: { orders: { 'replication-method': 'FULL_TABLE' } },
          },
          env: { SHOP_REGION: 'eu' },
        },
        {
          name: 'tap-shop--eu',
          type: 'extractor',
          inheritFrom: 'tap-shop',
          settings: { region: '$SHOP_REGION' },
        },
        {
          name: 'mapper-x',
          type: 'transformer',
          mode: 'in-flight',
          pipUrl: 'meltano-map-transformer',
          executable: 'meltano-map-transform',
        },
        {
          name: 'hide-pii',
          type: 'transformer',
          mode: 'in-flight',
          inheritFrom: 'mapper-x',
          settings: { stream_maps: { orders: { email: null } } },
        },
        { name: 'target-store', type: 'loader', pipUrl: 'target-store', settings: { path: 'x' } },
        {
          name: 'dbt-pg',
          type: 'transformer',
          mode: 'post-load',
          pipUrl: 'dbt-core dbt-postgres',
          executable: 'dbt',
          capabilities: ['dbt'],
          settings: { _commands: { nightly: 'run --select tag:nightly' } },
        },
      ]
      for (const plugin of plugins) expect((await editor.post('/api/plugins', plugin)).status).toBe(201)
      const create = async (pipeline: object) => {
        const { status, body, text } = await editor.post('/api/pipelines', {
          loader: 'target-store',
          ...pipeline,
        })
        expect([status, text]).toEqual([201, expect.anything()])
        return String(body.id)
      }
      const first = await create({
        name: 'shop',
        extractor: 'tap-shop',
        mappers: ['hide-pii', 'mapper-x'],
        transform: 'dbt-pg:nightly',
        schedule: '0 6 * * 1-5',
        timezone: 'Europe/Berlin',
      })
      await create({
        name: 'Shop, Europe',
        extractor: 'tap-shop--eu',
        after: first,
        tags: ['eu'],
        config: { 'tap-shop--eu': { since: '2025-01-01' } },
      })
      await create({
        name: 'sample',
        extractor: 'tap-csv',
        loader: 'target-sqlite',
        config: { 'target-sqlite': { database: 'x.db' } },
        schedule: '@daily',
      })

      const { body } = await editor.get('/api/meltano/export')
      const meltano = project('all', body)
      expect(meltano('compile')).toContain('Compiled')
      expect(meltano('config', 'list', 'tap-shop')).toContain('auth.token')
      const config = JSON.parse(meltano('config', 'print', 'tap-shop--eu--Shop-Europe', '--extras'))
      expect(JSON.stringify(config)).toContain('orders')
      const schedules = JSON.parse(meltano('schedule', 'list', '--format=json'))
      expect(JSON.stringify(schedules)).toContain('sample')
      for (const job of ['shop', 'shop--and-after', 'Shop-Europe', 'sample']) {
        expect(meltano('run', '--dry-run', job)).toBeDefined()
      }
    })
  },
)
