import { createHash } from 'node:crypto'

import type { PipelineRecord, PluginRecord } from '../../../../src/domain/core/records.ts'
import type { ServerState, ImportPlan } from '../../../../src/domain/projects/import/planned.ts'
import {
  representProject,
  type RepresentOptions,
} from '../../../../src/domain/projects/import/represent-project.ts'
import type { Represented } from '../../../../src/domain/projects/import/represented.ts'
import { readProject, type ProjectFile } from '../../../../src/domain/projects/read-project.ts'

const OPTIONS: RepresentOptions = {
  environment: null,
  variables: {},
  serverVariables: [],
  folder: null,
  serverPlugins: [],
}
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
/** An empty server. */
export const NOTHING: ServerState = {
  plugins: [],
  pipelines: [],
  namesBefore: new Map(),
  origins: new Map(),
  otherProjects: new Map(),
  hash,
  timezone: 'UTC',
}

/** The project of a `meltano.yml`, in our terms. */
export function represent(
  text: string,
  options: Partial<RepresentOptions> = {},
  env = '',
  included: readonly ProjectFile[] = [],
): Represented {
  const files = [{ path: 'meltano.yml', text }, { path: '.env', text: env }, ...included]
  return representProject(readProject(files), { ...OPTIONS, ...options })
}

/** The server's content after a plan was applied. */
export function applied({ plugins, pipelines }: ImportPlan): ServerState {
  const storedPlugins = plugins.map(
    ({ next, wanted }) => ({ ...next, id: `id of ${wanted.key}`, bundled: false }) as unknown as PluginRecord,
  )
  const ids = new Map(pipelines.map(({ wanted }) => [wanted.name, `id of ${wanted.key}`]))
  const storedPipelines = pipelines.map(
    ({ next, wanted }) =>
      ({
        ...next,
        id: `id of ${wanted.key}`,
        after: ids.get(next.after ?? '') ?? null,
      }) as unknown as PipelineRecord,
  )
  const origins = [...plugins, ...pipelines].map(({ wanted, claims }) => ({
    key: wanted.key,
    type: 'type' in wanted ? ('plugin' as const) : ('pipeline' as const),
    entityId: `id of ${wanted.key}`,
    ...wanted.place,
    claims,
  }))
  return {
    ...NOTHING,
    plugins: storedPlugins,
    pipelines: storedPipelines,
    namesBefore: new Map([...ids].map(([name, id]) => [id, name])),
    origins: new Map(origins.map((origin) => [origin.key, origin])),
  }
}

/** A project with almost every kind of element. */
export const PROJECT = `
project_id: shop
default_environment: dev
env: {REGION: eu}
plugins:
  extractors:
  - name: tap-shop
    variant: acme
    pip_url: tap-shop==1.0
    settings: [{name: api_key, kind: password}, {name: start_date}, {name: url}]
    config: {start_date: '2024-01-01', url: 'https://\${REGION}.example.com/$SHOP'}
    select: ['orders.*']
  - {name: tap-shop--us, inherit_from: tap-shop, config: {start_date: '2025-01-01'}}
  - {name: tap-local, namespace: tap_local, executable: ./tap.sh}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh, config: {batch_size: 100}}
  mappers:
  - name: map-it
    namespace: map_it
    pip_url: map-it
    mappings: [{name: hide-pii, config: {stream_maps: {users: {email: md5(email)}}}}]
  utilities:
  - {name: dbt-postgres, variant: dbt-labs, pip_url: dbt-core dbt-postgres}
  - {name: superset, namespace: superset, pip_url: apache-superset}
environments:
- name: dev
- name: prod
  config: {plugins: {loaders: [{name: target-wh, config: {batch_size: 5000}}]}}
jobs:
- {name: orders, tasks: ['tap-shop hide-pii target-wh dbt-postgres:run']}
- {name: nightly, tasks: [tap-shop target-wh, [tap-shop--us target-wh, dbt-postgres:build], 'superset:report']}
- {name: models, tasks: ['dbt-postgres:run']}
- {name: local, tasks: [tap-local target-wh]}
schedules:
- {name: hourly, interval: '@hourly', job: orders, env: {TAP_SHOP_START_DATE: '2026-01-01', OTHER: x}}
- {name: again, interval: '@daily', job: orders}
- {name: adhoc, interval: '@once', job: nightly}
- {name: old, interval: 0 6 * * *, extractor: tap-shop, loader: target-wh, transform: run, start_date: 2020-01-01}
`
