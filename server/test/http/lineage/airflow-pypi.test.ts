import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { ForeignJob } from '@flx/shared/lineage/foreign'
import type { DatasetItem, Neighbourhood } from '@flx/shared/lineage/lineage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { reachesPyPI } from '../../plugins/support/wheel.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { AIRFLOW_JOBS, AIRFLOW_PICTURE, airflowJobs, airflowPicture } from './support/airflow.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1' && reachesPyPI()
const DAG = join(import.meta.dirname, 'fixtures/airflow_dag.py')
const PACKAGES = ['apache-airflow', 'apache-airflow-providers-openlineage']
const execute = promisify(execFile)

describe.skipIf(!wanted)(
  'Airflow with its OpenLineage provider (npm run test:connectors, where PyPI can be reached)',
  async () => {
    if (!wanted) return
    const { server, admin, viewer } = await serverForFile(['admin', 'viewer'])
    const folder = await mkdtemp(join(tmpdir(), 'flx-airflow-'))
    const kept = process.env['FLX_TEST_AIRFLOW']
    const bin = join(kept ?? join(folder, 'venv'), 'bin')
    afterAll(() => rm(folder, { recursive: true, force: true }))

    beforeAll(async () => {
      await mkdir(join(folder, 'dags'))
      await cp(DAG, join(folder, 'dags/shop.py'))
      if (kept !== undefined) return
      await execute('python3', ['-m', 'venv', join(folder, 'venv')])
      await execute(join(bin, 'pip'), ['install', '--quiet', '--only-binary', ':all:', ...PACKAGES])
    }, 1_800_000)

    it('reports a DAG, its tasks and their datasets', async () => {
      const { body: token } = await admin.post('/api/tokens', {
        ...{ name: 'Airflow', role: 'operator', expiresAt: null },
      })
      const transport = {
        ...{ type: 'http', url: server.url, endpoint: 'api/openlineage' },
        auth: { type: 'api_key', apiKey: token.value },
      }
      const env = {
        PATH: process.env['PATH'],
        HOME: folder,
        AIRFLOW_HOME: folder,
        AIRFLOW__CORE__LOAD_EXAMPLES: 'false',
        AIRFLOW__OPENLINEAGE__NAMESPACE: 'airflow',
        AIRFLOW__OPENLINEAGE__TRANSPORT: JSON.stringify(transport),
        AIRFLOW__OPENLINEAGE__EXECUTION_TIMEOUT: '120',
      }
      await execute(join(bin, 'airflow'), ['db', 'migrate'], { env })
      // The last task of the DAG fails, and so does the command.
      await execute(join(bin, 'airflow'), ['dags', 'test', 'shop_revenue', '2026-11-29T10:00:00+00:00'], {
        env,
      }).catch(() => undefined)
      // Airflow reports the end of the DAG from a separate process.
      await expect
        .poll(
          async () => airflowJobs((await viewer.get('/api/openlineage/jobs')).body.items as ForeignJob[]),
          {
            timeout: 60_000,
          },
        )
        .toEqual(AIRFLOW_JOBS)
      const [made]: DatasetItem[] = (await viewer.get('/api/lineage/datasets?search=marts.revenue')).body
        .items
      const picture: Neighbourhood = (await viewer.get(`/api/lineage/datasets/${made?.id}/neighbourhood`))
        .body
      expect(airflowPicture(picture)).toEqual(AIRFLOW_PICTURE)
    }, 600_000)
  },
)
