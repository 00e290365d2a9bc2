import type { FieldProblem } from '@flx/shared/core/problem'
import type { Json } from '@flx/shared/json/json'
import type { PipelineImportItem } from '@flx/shared/pipelines/pipeline-document'
import { templateCreateSchema, type TemplateCreate } from '@flx/shared/templates/template'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import { AppError } from '../../domain/core/errors.ts'
import { fieldProblems } from '../../domain/core/field-problems.ts'
import { parseTyped } from '../../domain/core/text/typed-numbers.ts'
import { nameIn } from '../../domain/pipelines/pipelines-yaml.ts'
import { documentOf } from '../../domain/templates/template-document.ts'
import type { TemplateRecord, TemplateStore } from '../../domain/templates/template-store.ts'
import { nowText, type Requester } from '../core/context.ts'
import { requireLabelsRole } from '../pipelines/check-labels.ts'
import { checkTemplate } from './check-template.ts'
import { createTemplate, replaceTemplate } from './save-template.ts'
import type { TemplateContext } from './template-context.ts'

type Context = Pick<TemplateContext, 'templates' | 'plugins' | 'clock' | 'newId'>

/** The checked templates of a document, with their outcomes and problems. */
export interface DescribedTemplates {
  items: PipelineImportItem[]
  /** Finds a template as it will be after the import: the document takes precedence over stored templates. */
  findByName: TemplateStore['findByName']
  hasError(name: string): boolean
  /**
   * Saves the templates without a problem. A refused one is marked as an error. Returns the names of the
   * refused ones.
   */
  apply(requester: Requester): Promise<Set<string>>
}

interface Entry {
  item: PipelineImportItem
  path: string
  template: TemplateCreate | null
  stored: TemplateRecord | undefined
  /** The record to save; undefined if there is a problem. */
  record: TemplateRecord | undefined
}

/**
 * Checks the entries of a document's `templates` as on saving. Each is created, changed or unchanged, by
 * name.
 */
export async function describedTemplates(
  context: Context,
  values: readonly Json[],
  requester: Pick<Requester, 'role'>,
): Promise<DescribedTemplates> {
  const stored = new Map(
    values.length === 0 ? [] : (await context.templates.list()).map((record) => [record.name, record]),
  )
  const entries = values.map((value, index) => readEntry(value, index))
  const names = entries.map(({ item }) => item.name)
  for (const [index, entry] of entries.entries()) {
    const { name } = entry.item
    const isDuplicate = name !== '' && (names.indexOf(name) !== index || names.lastIndexOf(name) !== index)
    if (isDuplicate)
      fail(entry, [{ path: 'name', message: `"${name}" appears twice. Names must be unique.` }])
    entry.stored = stored.get(name)
    entry.item.id = entry.stored?.id ?? null
    await checkEntry(context, entry, requester)
  }
  const byName = new Map(entries.map((entry) => [entry.item.name, entry]))
  return {
    items: entries.map(({ item }) => item),
    async findByName(name) {
      const described = byName.get(name)
      return described === undefined ? context.templates.findByName(name) : described.record
    },
    hasError: (name) => byName.get(name)?.item.outcome === 'error',
    async apply(requester) {
      for (const entry of entries) await applyEntry(context, entry, requester)
      return new Set(entries.flatMap(({ item }) => (item.outcome === 'error' ? item.name : [])))
    },
  }
}

function readEntry(value: Json, index: number): Entry {
  const parsed = parseTyped(templateCreateSchema, value)
  const entry: Entry = {
    item: { kind: 'template', name: nameIn(value), outcome: 'create', id: null, changes: [], problems: [] },
    path: `templates.${index}`,
    template: parsed.success ? parsed.data : null,
    stored: undefined,
    record: undefined,
  }
  if (!parsed.success)
    fail(
      entry,
      parsed.error.issues.flatMap((issue) => fieldProblems(issue, templateCreateSchema)),
    )
  return entry
}

async function checkEntry(context: Context, entry: Entry, requester: Pick<Requester, 'role'>): Promise<void> {
  const { item, template, stored } = entry
  if (template === null || item.outcome === 'error') return
  const { name, description, ...content } = template
  try {
    requireLabelsRole(requester, content.body.requiredLabels, stored?.content.body.requiredLabels ?? [])
    await checkTemplate(context, content)
  } catch (error) {
    return failWith(entry, error)
  }
  const at = nowText(context)
  if (stored === undefined) {
    const id = context.newId()
    const dates = { createdAt: at, updatedAt: at, updatedByName: null }
    entry.record = { id, name, description, version: 1, bundled: false, content, ...dates }
    return
  }
  item.changes = changesTo(stored, { name, description, content })
  item.outcome = item.changes.length === 0 && stored.damaged === undefined ? 'unchanged' : 'update'
  if (item.outcome === 'update' && stored.bundled) {
    const message = `The template "${name}" is bundled and cannot be changed. Choose another name for yours.`
    return fail(entry, [{ path: 'name', message }])
  }
  const { damaged: _damaged, ...whole } = stored
  entry.record =
    item.outcome === 'unchanged' ? stored : { ...whole, description, content, version: stored.version + 1 }
}

function changesTo(stored: TemplateRecord, next: Pick<TemplateRecord, 'name' | 'description' | 'content'>) {
  const [before, after] = [documentOf(stored), documentOf(next)]
  return auditChanges({ stored: before, shown: before }, { stored: after, shown: after })
}

async function applyEntry(context: Context, entry: Entry, requester: Requester): Promise<void> {
  const { item, template, stored, record } = entry
  if (template === null || record === undefined || item.outcome === 'unchanged') return
  try {
    const saved =
      stored === undefined
        ? await createTemplate(context, template, requester, record.id)
        : await replaceTemplate(context, stored.id, { ...template, version: stored.version }, requester)
    item.id = saved.id
  } catch (error) {
    failWith(entry, error)
  }
}

function fail(entry: Entry, problems: readonly FieldProblem[]): void {
  const { item, path } = entry
  item.outcome = 'error'
  item.changes = []
  entry.record = undefined
  for (const problem of problems)
    item.problems.push({ ...problem, path: problem.path === '' ? path : `${path}.${problem.path}` })
}

/** Records an AppError as a problem of its template; any other error ends the import. */
function failWith(entry: Entry, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  fail(entry, error.fields ?? [{ path: '', message: error.message }])
}
