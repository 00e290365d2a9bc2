import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'
import { EXPORT_CAP, type PipelineExportQuery } from '@flx/shared/pipelines/pipeline-document'

import { invalid } from '../../../domain/core/errors.ts'
import { pipelinesToYaml, type WrittenPipeline } from '../../../domain/pipelines/pipelines-yaml.ts'
import type { PipelineStore } from '../../../domain/pipelines/pipeline-store.ts'
import type { TemplateStore } from '../../../domain/templates/template-store.ts'
import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { pipelinePlugins } from '../../settings/pipeline-plugins.ts'
import { hideConfig } from '../../settings/pipeline-secrets.ts'
import { rememberingPlugins } from '../../settings/remembering-plugins.ts'
import { hideRunner } from '../../settings/runner-secrets.ts'

interface Context {
  pipelines: PipelineStore
  plugins: Pick<PluginStore, 'findByNames'>
  templates: Pick<TemplateStore, 'find'>
}

/** Read at once: what is in memory of an export. */
const PAGE = 200

/**
 * The parts of a YAML document that describes pipelines, by name; a page is read when the one before was taken. Archived
 * ones only with `status: archived`. Throws AppError `invalid` when there are too many for one document.
 */
export async function exportPipelines(
  { pipelines, plugins, templates }: Context,
  { ids, ...filter }: PipelineExportQuery,
): Promise<AsyncGenerator<string>> {
  const context = { pipelines, templates, plugins: rememberingPlugins(plugins) }
  if (ids !== undefined) {
    const wanted = (await pipelines.withIds(ids)).filter(
      ({ archivedAt }) => (archivedAt !== null) === (filter.status === 'archived'),
    )
    return documentOf(context, [wanted])
  }
  const query: PipelineListQuery = { ...filter, sort: 'name', limit: PAGE }
  const first = await pipelines.list(query)
  if (typeof first.total === 'object') {
    throw invalid(
      `Cannot export more than ${EXPORT_CAP.toLocaleString('en')} pipelines at once. Narrow the filter.`,
    )
  }
  return documentOf(context, pagesFrom(pipelines, query, first))
}

async function* pagesFrom(
  pipelines: PipelineStore,
  query: PipelineListQuery,
  first: Awaited<ReturnType<PipelineStore['list']>>,
): AsyncGenerator<PipelineRecord[]> {
  let page = first
  // Some may have come meanwhile: the cap holds all the same.
  for (let count = page.items.length; ; count += page.items.length) {
    yield page.items
    if (page.nextCursor === null || count >= EXPORT_CAP) return
    page = await pipelines.list({ ...query, cursor: page.nextCursor })
  }
}

async function* documentOf(
  context: Context,
  pages: Iterable<PipelineRecord[]> | AsyncIterable<PipelineRecord[]>,
): AsyncGenerator<string> {
  let isEmpty = true
  for await (const records of pages) {
    if (records.length === 0) continue
    const head = isEmpty ? 'version: 1\npipelines:\n' : ''
    yield `${head}${damageNotes(records)}${pipelinesToYaml(await describeAll(context, records))}`
    isEmpty = false
  }
  if (isEmpty) yield 'version: 1\npipelines: []\n'
}

/** Comments that list what is missing, so that the document is not taken for complete. */
const damageNotes = (records: readonly PipelineRecord[]): string =>
  records
    .filter(({ damaged }) => damaged !== undefined)
    .map(
      ({ name, damaged = [] }) =>
        `# The pipeline ${JSON.stringify(name)} is damaged in the database. Left out: ${damaged.join(', ')}.\n`,
    )
    .join('')

async function describeAll(context: Context, records: readonly PipelineRecord[]): Promise<WrittenPipeline[]> {
  const names = await namesBefore(context, records)
  const described: WrittenPipeline[] = []
  const called = await templateNames(context, records)
  for (const record of records) {
    const { placed } = await pipelinePlugins(context.plugins, record)
    described.push({
      ...describedFields(record),
      config: hideConfig(record, placed),
      runner: hideRunner(record.runner),
      after: record.after === null ? null : (names.get(record.after) ?? null),
      template: describedTemplate(record, called),
    })
  }
  return described
}

async function templateNames(
  { templates }: Context,
  records: readonly PipelineRecord[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(records.flatMap(({ template }) => template?.id ?? []))) {
    const found = await templates.find(id)
    if (found !== undefined) names.set(id, found.name)
  }
  return names
}

/** Without its secrets: they stay where they are. */
function describedTemplate(
  { template }: PipelineRecord,
  names: ReadonlyMap<string, string>,
): WrittenPipeline['template'] {
  const name = template === null ? undefined : names.get(template.id)
  return template === null || name === undefined ? null : { name, parameters: template.values }
}

/** Names by id of the pipelines after which these start. An archived one starts nothing any more. */
export async function namesBefore(
  { pipelines }: { pipelines: Pick<PipelineStore, 'withIds'> },
  records: readonly PipelineRecord[],
): Promise<Map<string, string>> {
  const ids = new Set(records.flatMap(({ after }) => after ?? []))
  const before = await pipelines.withIds([...ids])
  return new Map(before.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => [id, name]))
}

/** The fields of a pipeline that people fill in, without those that only this installation knows. */
function describedFields({
  id: _id,
  createdBy: _createdBy,
  createdByName: _createdByName,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  archivedAt: _archivedAt,
  version: _version,
  secretSettings: _secretSettings,
  damaged: _damaged,
  template: _template,
  ...fields
}: PipelineRecord): Omit<
  PipelineRecord,
  | 'id'
  | 'version'
  | 'secretSettings'
  | 'damaged'
  | 'template'
  | `created${string}`
  | 'updatedAt'
  | 'archivedAt'
> {
  return fields
}
