import type { Runner } from '@flx/shared/pipelines/runner'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'

import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { ProjectRecord } from '../../../src/domain/projects/project-store.ts'
import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { catalogReader } from '../../../src/adapters/catalogs/catalog-reader.ts'
import type { LineageEvent } from '../../../src/domain/lineage/foreign/foreign-event.ts'
import { newCatalog } from '../../../src/domain/singer/catalog-store.ts'
import {
  aPlugin,
  aResult,
  aStep,
  aTemplate,
  at,
  newId,
  startedExecution,
  storedPipeline,
} from '../records.ts'

export const ADA = { id: newId(), name: 'Ada' }
export const NOTE: AuditNote = {
  actor: ADA,
  action: 'update',
  entityType: 'pipeline',
  entityId: 'p',
  entityName: 'P',
  changes: [{ path: 'name', before: 'O', after: 'P' }],
}
const MELTANO: Runner = {
  ...{ kind: 'meltano', project: '/srv/acme', run: ['nightly'], environment: null, executable: null },
  env: { PASSWORD: 'correct-horse' },
  secretEnv: [],
}
export const HUB = ['https://hub.example/1', 'https://hub.example/2']

/** The objects that `fill` created, for `readEveryTable`. */
export interface Filled {
  pipelineIds: string[]
  executionIds: string[]
  pluginIds: string[]
  templateIds: string[]
  deletedDashboardIds: string[]
}

/** Writes something into every table through the stores, mostly two of each. */
export async function fill(stores: Stores): Promise<Filled> {
  const filled: Filled = {
    ...{ pipelineIds: [], executionIds: [], pluginIds: [], templateIds: [], deletedDashboardIds: [] },
  }
  await stores.nodes.join({
    ...{ name: 'node-1', startId: newId(), version: '1', roles: ['web', 'worker'], labels: ['eu'] },
    isReserved: false,
    ...{ host: 'here', pid: 1, concurrency: 4 },
  })
  for (const number of [1, 2]) {
    const pipeline = await storedPipeline(stores, {
      name: `Pipeline ${number}`,
      config: { 'tap-csv': { password: 'correct-horse' } },
      schedule: '0 3 * * *',
      timezone: 'Europe/Berlin',
      tags: ['one'],
      // One by Meltano, whose variables are sealed.
      ...(number === 1 ? {} : { runner: MELTANO }),
    })
    filled.pipelineIds.push(pipeline.id)
    filled.executionIds.push(await fillExecution(stores, pipeline))
    await fillCatalogs(stores, pipeline.id)
    const edit = {
      text: '{"bookmark":"correct-horse"}',
      shown: '{"bookmark":"***"}',
      source: 'edit',
    } as const
    await stores.states.edit(pipeline.id, { ...edit, by: 'Ada', at: at(20 + number), note: NOTE })
    filled.pluginIds.push(await fillPlugin(stores, number))
    await fillAlerts(stores)
    await fillForeign(stores)
    await fillOpenLineage(stores, filled.executionIds.at(-1) ?? '')
    const errand = {
      id: newId(),
      kind: 'test',
      subject: newId(),
      request: { token: 'correct-horse' },
    } as const
    await stores.errandStore.add(errand, { pipelineId: null, labels: ['eu'] }, at(0))
    const by = { node: 'node-1', token: 't', leaseExpiresAt: at(30) }
    await stores.errandStore.claim(by, at(-1))
    await stores.errandStore.finish(errand.id, 't', { value: 'correct-horse' })
    await stores.hubDocuments.put(HUB[number - 1] ?? '', { body: { a: number }, fetchedAt: at(0) })
    const template = aTemplate({ name: `Template ${number}` })
    await stores.templates.create(template, NOTE)
    filled.templateIds.push(template.id)
    const link = { id: template.id, version: 1, values: { who: 'Ada' }, secrets: { token: 'correct-horse' } }
    await stores.pipelines.update({ ...pipeline, version: 2, template: { ...link, unlocked: false } }, 1)
    const project = {
      id: newId(),
      name: `Project ${number}`,
      source: 'upload',
      environment: null,
      problem: null,
      statesProblem: null,
      throughMeltano: { jobs: ['nightly'], folder: '/srv/acme' },
    } satisfies Partial<ProjectRecord>
    await stores.projects.save({ ...project, importedAt: at(0), importedBy: 'Ada', salt: `salt ${number}` })
    await stores.projects.saveOrigin(project.id, {
      ...{ key: 'extractors/tap-csv', type: 'plugin', entityId: filled.pluginIds.at(-1) ?? '' },
      ...{ file: 'meltano.yml', line: 1, claims: { '["settings","a"]': 'hash' } },
    })
    await stores.projectImports.begin(project.id, 1)
    await stores.projectImports.note(project.id, 0, {
      ...{ key: 'extractors/tap-csv', type: 'plugin', entityId: filled.pluginIds.at(-1) ?? '' },
      ...{ name: 'tap-csv', outcome: 'created', version: 1, before: {}, secrets: [], origin: null },
    })
    await stores.views.create(
      {
        ...{ id: newId(), page: 'pipelines', name: `View ${number}`, query: 'tag=one', shared: false },
        ...{ owner: ADA, createdAt: at(0), updatedAt: at(0) },
      },
      9,
    )
    const deletedId = newId()
    for (const id of [newId(), deletedId]) {
      await stores.dashboards.create(
        {
          ...{ id, name: `Dashboard ${number}`, sharing: 'read', widgets: [], owner: ADA },
          ...{ version: 1, createdAt: at(0), updatedAt: at(0) },
        },
        9,
      )
    }
    await stores.dashboards.remove(deletedId, { at: at(0), forgetBefore: at(0) })
    filled.deletedDashboardIds.push(deletedId)
    await stores.tokens.create({
      ...{ id: newId(), name: 'Ours', role: 'editor', hint: 'flx', hash: `hash ${number}`, ownerId: ADA.id },
      ...{ createdAt: at(0), expiresAt: null, lastUsedAt: null },
    })
  }
  await stores.retention.savePolicy(DEFAULT_RETENTION)
  const nothing = { rows: 0, bytes: 0 }
  await stores.retention.savePass({
    ...{ startedAt: at(0), finishedAt: at(1), trigger: 'manual', longestStepMs: 1, error: null },
    removed: {
      executions: nothing,
      logs: nothing,
      alerts: nothing,
      ticks: nothing,
      audit: nothing,
      events: nothing,
      lineage: nothing,
    },
  })
  await stores.schedules.setPause({ at: at(0), by: 'Ada' })
  return filled
}

async function fillExecution(stores: Stores, pipeline: { id: string; name: string }): Promise<string> {
  const options = { fullRefresh: false, config: { 'tap-csv': { password: 'correct-horse' } } }
  const lease = await startedExecution(stores, pipeline, { options })
  const steps = [aStep('extract', 'running')]
  await stores.executions.saveStart(lease, {
    stateBefore: { a: 1 },
    resolvedConfig: { 'tap-csv': {} },
    steps,
  })
  const line = { line: 1, at: at(1), source: 'system', level: 'info', text: 'A line' } as const
  await stores.logs.append(lease, [line])
  await stores.transforms.saveNodes(lease, { nodes: [], total: 1 })
  await stores.transforms.saveResults(lease, '{"results":[]}')
  await stores.lineage.record(lease, {
    ...{ pipelineId: pipeline.id, hash: 'hash', at: at(2) },
    report: {
      datasets: ['a', 'b'].map((name) => ({
        ...{ kind: 'table', namespace: 'file', name, dbt: null },
        columns: [{ name: 'id', type: null }],
      })),
      flows: [
        {
          ...{ from: 0, to: 1, step: 'load', certainty: 'observed' },
          sameNames: true,
          columns: [],
          stream: 'a',
        },
      ],
      whole: true,
    },
  })
  await stores.states.saveConfirmed(lease, pipeline.id, { value: { a: 2 } }, at(2))
  await stores.executions.finish(lease, aResult({ steps, errorLines: [line], logLines: 1 }), at(9))
  return lease.executionId
}

async function fillCatalogs(stores: Stores, pipelineId: string): Promise<void> {
  for (const [day, field] of ['id', 'name'].entries()) {
    const catalog = await catalogReader.readUploaded(
      `{"streams":[{"tap_stream_id":"orders","schema":{"type":"object","properties":{"${field}":{"type":"string"}}}}]}`,
    )
    const found = newCatalog(catalog, at(day), { id: 'tap-1', name: 'tap', version: '1.0' })
    await stores.catalogs.put(pipelineId, 'key', found)
  }
  const use = await stores.catalogs.use(pipelineId)
  await stores.catalogs.choose(pipelineId, use?.revision ?? 0, { pinnedId: use?.newest?.id ?? null }, NOTE)
}

async function fillPlugin(stores: Stores, number: number): Promise<string> {
  const plugin = aPlugin({
    name: `tap-${number}`,
    command: ['tap-own', '--quickly'],
    settings: { password: 'correct-horse' },
    secretSettings: [['password']],
  })
  await stores.plugins.create(plugin, NOTE)
  const packages = [{ name: 'tap', version: '1', url: null }]
  await stores.plugins.setInstall(plugin.id, {
    ...{ status: 'failed', error: 'No.', installedAt: null, remedy: { kind: 'system', packages: ['gcc'] } },
    lock: { source: 's', python: '3.12', packages, changes: [], lockedAt: at(0) },
    replaced: {
      ...{ version: '0', pipUrl: 'tap==0' },
      lock: { source: 's', python: '3.12', packages, changes: null, lockedAt: at(0) },
    },
  })
  return plugin.id
}

async function fillOpenLineage({ openLineage }: Stores, executionId: string): Promise<void> {
  await openLineage.saveConnection({ ...NO_OPEN_LINEAGE, isActive: true }, at(0), NOTE)
  const event = { type: 'START', place: 0, pipelineId: newId(), pipelineName: 'P', payload: '{}' } as const
  const position = (await openLineage.position()) ?? 0
  await openLineage.enqueue([{ ...event, executionId }], position + 1, at(1))
}

const FOREIGN_RUN = newId()

async function fillForeign({ foreignLineage }: Stores): Promise<void> {
  const place = (name: string) => ({ kind: 'table', namespace: 'x', name }) as const
  const moved = { inputs: [place('a')], outputs: [place('b')], links: [] }
  await foreignLineage.receive([lineageEvent('success', moved)], at(1), () => NOTE)
}

export const lineageEvent = (status: 'success' | null, moved: LineageEvent['moved']): LineageEvent => ({
  ...{ at: at(0), tool: 'dbt', job: { namespace: 'dbt', name: 'A job', tool: 'dbt', parent: null } },
  run: { id: FOREIGN_RUN, status, moves: true, error: null },
  ...{ moved, described: [] },
})

async function fillAlerts({ alerts }: Stores): Promise<void> {
  const times = { createdAt: at(0), updatedAt: at(0) }
  const settings = { kind: 'webhook', url: 'https://example.invalid/hook', secret: 'correct-horse' } as const
  const channel = { id: newId(), name: 'Ours', settings, ...times }
  await alerts.saveChannel(channel)
  await alerts.saveRule({
    ...{
      id: newId(),
      name: 'A rule',
      condition: 'failure',
      threshold: null,
      burnWindows: [{ hours: 2, rate: 6 }],
      pipelineIds: [],
      tags: ['one'],
    },
    ...{ channelIds: [channel.id], isActive: true, mutedUntil: null, notifyRecovery: true, ...times },
  })
  const message = { kind: 'test', subject: 'A subject', text: 'A text', at: at(0) } as const
  const about = { ruleName: null, pipeline: null, executionId: null }
  await alerts.addDelivery({ id: newId(), channelId: channel.id, message: { ...message, ...about } }, at(0))
}
