import { formatNumber } from '@flx/shared/core/quantities'
import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'
import { EXPORT_CAP, type PipelineExportQuery } from '@flx/shared/pipelines/pipeline-document'

import { invalid } from '../../../domain/core/errors.ts'
import {
  pipelinesToYaml,
  templatesToYaml,
  type WrittenPipeline,
} from '../../../domain/pipelines/pipelines-yaml.ts'
import type { PipelineStore } from '../../../domain/pipelines/pipeline-store.ts'
import type { TemplateRecord, TemplateStore } from '../../../domain/templates/template-store.ts'
import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { pipelinePlugins } from '../../settings/pipeline-plugins.ts'
import { hideConfig } from '../../settings/pipeline-secrets.ts'
import { cachePlugins } from '../../settings/cache-plugins.ts'
import { hideRunner } from '../../settings/runner-secrets.ts'

interface Context {
  pipelines: PipelineStore
  plugins: Pick<PluginStore, 'findByNames'>
  templates: Pick<TemplateStore, 'find'>
}

/** Number of pipelines read at once, which bounds an export's memory. */
const PAGE = 200

/**
 * Returns the parts of a YAML document that describes pipelines, sorted by name, followed by the templates
 * they use, except bundled ones. A page is read after the previous one was consumed. Archived pipelines are
 * included only with `status: archived`. Throws AppError `invalid` if there are too many for one document.
 */
export async function exportPipelines(
  { pipelines, plugins, templates }: Context,
  { ids, ...filter }: PipelineExportQuery,
): Promise<AsyncGenerator<string>> {
  const context = { pipelines, templates, plugins: cachePlugins(plugins) }
  if (ids !== undefined) {
    const selected = (await pipelines.withIds(ids)).filter(
      ({ archivedAt }) => (archivedAt !== null) === (filter.status === 'archived'),
    )
    return documentOf(context, [selected])
  }
  const query: PipelineListQuery = { ...filter, sort: 'name', limit: PAGE }
  const first = await pipelines.list(query)
  if (typeof first.total === 'object') {
    throw invalid(`Cannot export more than ${formatNumber(EXPORT_CAP)} pipelines at once. Narrow the filter.`)
  }
  return documentOf(context, pagesFrom(pipelines, query, first))
}

async function* pagesFrom(
  pipelines: PipelineStore,
  query: PipelineListQuery,
  first: Awaited<ReturnType<PipelineStore['list']>>,
): AsyncGenerator<PipelineRecord[]> {
  let page = first
  // Pipelines might have been added meanwhile: enforce the cap.
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
  const used = new Map<string, TemplateRecord>()
  let isEmpty = true
  for await (const records of pages) {
    if (records.length === 0) continue
    const head = isEmpty ? 'version: 1\npipelines:\n' : ''
    yield `${head}${damageNotes(records)}${pipelinesToYaml(await describeAll(context, records, used))}`
    isEmpty = false
  }
  if (isEmpty) yield 'version: 1\npipelines: []\n'
  yield templatesText([...used.values()])
}

/**
 * Returns the templates of a document as YAML, sorted by name. Bundled templates are left out because every
 * installation has them; a comment names each damaged template that is missing.
 */
export function templatesText(records: readonly TemplateRecord[]): string {
  const teamTemplates = records
    .filter(({ bundled }) => !bundled)
    .toSorted((a, b) => a.name.localeCompare(b.name))
  const notes = teamTemplates
    .filter(({ damaged }) => damaged !== undefined)
    .map(({ name }) => `# The template ${JSON.stringify(name)} is damaged in the database and left out.\n`)
  const intact = teamTemplates
    .filter(({ damaged }) => damaged === undefined)
    .map(({ name, description, content }) => ({ name, description, ...content }))
  return `${notes.join('')}${intact.length === 0 ? '' : `templates:\n${templatesToYaml(intact)}`}`
}

/** Returns comments that list missing parts, so that the document is not mistaken for complete. */
const damageNotes = (records: readonly PipelineRecord[]): string =>
  records
    .filter(({ damaged }) => damaged !== undefined)
    .map(
      ({ name, damaged = [] }) =>
        `# The pipeline ${JSON.stringify(name)} is damaged in the database. Left out: ${damaged.join(', ')}.\n`,
    )
    .join('')

async function describeAll(
  context: Context,
  records: readonly PipelineRecord[],
  used: Map<string, TemplateRecord>,
): Promise<WrittenPipeline[]> {
  const names = await namesBefore(context, records)
  const described: WrittenPipeline[] = []
  await addTemplates(context, records, used)
  for (const record of records) {
    const { placed } = await pipelinePlugins(context.plugins, record)
    described.push({
      ...describedFields(record),
      config: hideConfig(record, placed),
      runner: hideRunner(record.runner),
      after: record.after === null ? null : (names.get(record.after) ?? null),
      template: describedTemplate(record, used),
    })
  }
  return described
}

/** Reads each template once per document. */
async function addTemplates(
  { templates }: Context,
  records: readonly PipelineRecord[],
  used: Map<string, TemplateRecord>,
): Promise<void> {
  for (const id of new Set(records.flatMap(({ template }) => template?.id ?? []))) {
    if (used.has(id)) continue
    const found = await templates.find(id)
    if (found !== undefined) used.set(id, found)
  }
}

/** Describes the template link without its secrets. */
function describedTemplate(
  { template }: PipelineRecord,
  used: ReadonlyMap<string, TemplateRecord>,
): WrittenPipeline['template'] {
  const name = template === null ? undefined : used.get(template.id)?.name
  return template === null || name === undefined ? null : { name, parameters: template.values }
}

/**
 * Returns the names, by ID, of the pipelines after which these start. Archived ones are left out: they start
 * nothing.
 */
export async function namesBefore(
  { pipelines }: { pipelines: Pick<PipelineStore, 'withIds'> },
  records: readonly PipelineRecord[],
): Promise<Map<string, string>> {
  const ids = new Set(records.flatMap(({ after }) => after ?? []))
  const before = await pipelines.withIds([...ids])
  return new Map(before.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => [id, name]))
}

/** Picks the fields that users fill in and that are meaningful in other installations. */
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
