import { auditQuerySchema } from '@flx/shared/access/audit'
import { datasetListQuerySchema } from '@flx/shared/lineage/lineage'
import { foreignJobQuerySchema } from '@flx/shared/lineage/foreign'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { AppError } from '../../../src/domain/core/errors.ts'
import { at, executionQuery, pipelineQuery, pluginQuery } from '../records.ts'
import { ADA, HUB, NOTE, lineageEvent, type Filled } from './every-table.ts'

/**
 * Reads everything that `fill` created in every way the stores have, and counts the results. A read refused with a
 * sentence counts as read.
 */
export async function readEveryTable(stores: Stores, filled: Filled): Promise<Record<string, number>> {
  const counts: Record<string, number> = {
    pipelines: (await stores.pipelines.list(pipelineQuery())).items.length,
    plugins: (await stores.plugins.list(pluginQuery())).items.length,
    'all plugins': (await stores.plugins.all()).length,
    executions: (await stores.executions.list(executionQuery())).items.length,
    events: (await stores.events.after(0, 1000)).length,
    rules: (await stores.alerts.rules()).length,
    channels: (await stores.alerts.channels()).length,
    deliveries: (await stores.alerts.deliveries({ limit: 9 })).items.length,
    due: (await stores.alerts.dueDeliveries(at(9), 9)).length,
    views: (await stores.views.visibleTo(ADA.id, undefined, 9)).length,
    dashboards: (await stores.dashboards.visibleTo(ADA.id, 9)).length,
    tokens: (await stores.tokens.list(null)).length,
    entries: (await stores.audit.list(auditQuerySchema.parse({}))).items.length,
    schedules: (await stores.schedules.groups()).length,
  }
  const count = async (name: string, read: () => Promise<number>): Promise<void> => {
    counts[name] = (counts[name] ?? 0) + (await read())
  }
  const countPresent = (value: unknown): number => (value === undefined || value === null ? 0 : 1)
  for (const id of filled.pipelineIds) {
    await count('pipeline', async () => countPresent(await stores.pipelines.find(id)))
    await count('state versions', async () => (await stores.states.versions(id, 9)).length)
    await count('current states', async () => countPresent(await stores.states.current(id)))
    for (const version of [1, 2]) await allowRefusal(() => stores.states.whole(id, version))
    await count('catalogue versions', async () => (await stores.catalogs.versions(id)).length)
    await stores.catalogs.get(id, 'key')
    await stores.catalogs.pinned(id, 'tap-1')
    for (const version of await stores.catalogs.versions(id)) await stores.catalogs.version(id, version.id)
    await count('catalogues in use', async () => countPresent((await stores.catalogs.use(id))?.newest))
  }
  for (const id of filled.executionIds) {
    await count('execution', async () => countPresent(await stores.executions.find(id)))
    await count('lines', async () => (await Array.fromAsync(stores.logs.stream(id))).flat().length)
    await count('transforms', async () => countPresent(await stores.transforms.parts(id)))
    await stores.transforms.results(id)
  }
  const datasets = await stores.lineage.list(datasetListQuerySchema.parse({}))
  for (const { id } of datasets.items) {
    await count('dataset', async () => countPresent(await stores.lineage.find(id)))
    await count(
      'flows',
      async () => (await stores.lineage.flowsAt('from', [id], { moment: null, limit: 9 })).length,
    )
  }
  for (const id of filled.pluginIds) {
    await count('plugin', async () => countPresent(await stores.plugins.find(id)))
    await stores.plugins.lock(id)
    await stores.plugins.previousInstallation(id)
  }
  counts['templates'] = (await stores.templates.list()).length
  await stores.templates.uses()
  for (const id of filled.templateIds) {
    await count('template', async () => countPresent(await stores.templates.find(id)))
    await count('template versions', async () => (await stores.templates.versions(id, 9)).length)
    await count('of templates', async () => (await stores.pipelines.ofTemplate(id, '', 9)).length)
  }
  for (const id of filled.deletedDashboardIds) {
    await count('deleted dashboards', async () =>
      countPresent(await stores.dashboards.findDeleted(id, at(0))),
    )
  }
  for (const url of HUB) await stores.hubDocuments.get(url)
  await stores.statistics.allTime()
  await stores.statistics.durations([1, 60])
  await stores.statistics.periods([{ from: Date.parse(at(-86_400)), to: Date.parse(at(86_400)) }])
  const projects = await stores.projects.list()
  counts['projects'] = projects.length
  for (const { id } of projects) {
    await stores.projects.origins(id)
    await stores.projectImports.steps(id)
  }
  await stores.projects.othersOf(filled.pluginIds, null)
  counts['policy'] = countPresent(await stores.retention.policy())
  await stores.retention.lastPass()
  counts['events to send'] = (await stores.openLineage.counts()).waiting
  // The known part of a run is read when more is reported about it.
  const nothingMore = { inputs: [], outputs: [], links: [] }
  await stores.foreignLineage.receive([lineageEvent(null, nothingMore)], at(1), () => NOTE)
  counts['jobs of others'] = (await stores.foreignLineage.list(foreignJobQuerySchema.parse({}))).items.length
  counts['receiver'] = Object.keys(await stores.openLineage.connection()).includes('settings') ? 1 : 0
  counts['nodes'] = (await stores.nodes.list()).length
  counts['pause'] = countPresent(await stores.schedules.pause())
  return counts
}

async function allowRefusal(read: () => Promise<unknown>): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
