import type { FieldProblem } from '@flx/shared/core/problem'
import { isJsonObject, type Json } from '@flx/shared/json/json'
import {
  describedPipelineSchema,
  pipelineDocumentSchema,
  type DescribedPipeline,
  type PipelineImportItem,
} from '@flx/shared/pipelines/pipeline-document'

import { AppError } from '../../../domain/core/errors.ts'
import { fieldProblems } from '../../../domain/core/field-problems.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { parseTyped } from '../../../domain/core/text/typed-numbers.ts'
import { nameIn } from '../../../domain/pipelines/pipelines-yaml.ts'
import type { AppContext } from '../../core/context.ts'
import { noSuchSecret } from '../check-pipeline.ts'
import type { FromTemplate } from '../create-pipeline.ts'
import { completeEntry, type Completion, type KnownTemplates } from './from-template.ts'

type Context = Pick<AppContext, 'pipelines' | 'readDocument'>

/** One pipeline of the document during an import. */
export interface Entry {
  item: PipelineImportItem
  path: string
  /** Null if it does not match the schema. */
  described: DescribedPipeline | null
  stored: PipelineRecord | undefined
  /** The part that comes from its template; null if the document names none. */
  from: FromTemplate | null
  /** The name of its template. */
  template: string | null
  depth: number
}

/** Parses the document into its templates and pipelines. Throws AppError `invalid`. */
export async function readSections(
  { readDocument }: Context,
  yaml: string,
): Promise<{ templates: Json[]; pipelines: Json[] }> {
  const document = parseTyped(pipelineDocumentSchema, await readDocument(yaml))
  if (!document.success) {
    const fields = document.error.issues.flatMap((issue) => fieldProblems(issue, pipelineDocumentSchema))
    const [first] = fields
    throw new AppError(
      'invalid',
      `The document does not describe pipelines: ${first?.path ?? ''}: ${first?.message ?? ''}`,
      { fields },
    )
  }
  // Both were read as JSON above.
  return { templates: document.data.templates as Json[], pipelines: document.data.pipelines as Json[] }
}

/**
 * Reads the pipelines of the document, each checked on its own, with the stored pipelines of the same names.
 */
export async function readEntries(
  { pipelines, templates }: Pick<Context, 'pipelines'> & { templates: KnownTemplates },
  values: readonly Json[],
): Promise<Entry[]> {
  const recordsByName = new Map(
    (await pipelines.withNames([...new Set(values.map(nameIn))])).map((record) => [record.name, record]),
  )
  const completed = await completeAll(
    templates,
    values,
    async (name) => recordsByName.get(name) ?? (await pipelines.findByName(name)),
  )
  const entries = values.map((value, index): Entry => {
    const complete = completed.get(index)
    const parsed = parseTyped(describedPipelineSchema, complete?.value ?? value)
    const item = {
      kind: 'pipeline' as const,
      name: nameIn(complete?.value ?? value),
      outcome: 'create' as const,
      id: null,
      changes: [],
      problems: [],
    }
    const entry: Entry = {
      item,
      path: `pipelines.${index}`,
      described: parsed.success ? parsed.data : null,
      stored: undefined,
      from: complete?.from ?? null,
      template: templateIn(value),
      depth: 0,
    }
    if (complete !== undefined && complete.value === null) fail(entry, complete.problems)
    else if (!parsed.success)
      fail(
        entry,
        parsed.error.issues.flatMap((issue) => fieldProblems(issue, describedPipelineSchema)),
      )
    return entry
  })
  const names = entries.map(({ item }) => item.name)
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const found = await pipelines.withNames([...counts.keys()])
  const stored = new Map(found.map((record) => [record.name, record]))
  for (const entry of entries) {
    const { name } = entry.item
    if (name !== '' && (counts.get(name) ?? 0) > 1) {
      fail(entry, [{ path: 'name', message: `"${name}" appears twice. Names must be unique.` }])
    }
    entry.stored = stored.get(name)
    entry.item.id = entry.stored?.id ?? null
  }
  return entries
}

/** Completes the entries that name a template. Returns the results by index. */
async function completeAll(
  templates: KnownTemplates,
  values: readonly Json[],
  find: (name: string) => Promise<PipelineRecord | undefined>,
): Promise<Map<number, Completion>> {
  const found = new Map<number, Completion>()
  for (const [index, value] of values.entries()) {
    if (isJsonObject(value) && value['template'] !== undefined && value['template'] !== null)
      found.set(index, await completeEntry(templates, value, find))
  }
  return found
}

function templateIn(entry: Json): string | null {
  const template = isJsonObject(entry) ? entry['template'] : null
  return isJsonObject(template ?? null) ? nameIn(template) : null
}

/** Records the problems of an entry, which excludes it from the import. */
export function fail({ item, path }: Entry, problems: readonly FieldProblem[]): void {
  item.outcome = 'error'
  item.changes = []
  for (const problem of problems) {
    const message = problem.message === NO_SECRET ? SECRET_OF_ANOTHER : problem.message
    item.problems.push({ path: problem.path === '' ? path : `${path}.${problem.path}`, message })
  }
}

const NO_SECRET = noSuchSecret('').message
const SECRET_OF_ANOTHER =
  'No value is stored here. Replace the marker with the secret, or remove the setting and enter it later.'

/** Records an AppError as a problem of its pipeline; any other error ends the import. */
export function failWith(entry: Entry, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  fail(entry, error.fields ?? [{ path: '', message: error.message }])
}
