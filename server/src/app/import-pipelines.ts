import type { FieldProblem } from '@flx/shared/problem'
import type { JsonObject } from '@flx/shared/json'
import {
  describedPipelineSchema,
  IMPORT_OUTCOMES,
  pipelineDocumentSchema,
  type DescribedPipeline,
  type ImportOutcome,
  type PipelineImport,
  type PipelineImportItem,
  type PipelineImportReport,
} from '@flx/shared/pipeline-document'

import { auditChanges } from '../domain/audit-changes.ts'
import { AppError } from '../domain/errors.ts'
import { fieldProblems } from '../domain/field-problems.ts'
import { nameIn } from '../domain/pipelines-yaml.ts'
import type { PipelineRecord } from '../domain/records.ts'
import { pipelineDocument } from './audit-notes.ts'
import { checkPipeline, noSuchSecret } from './check-pipeline.ts'
import type { Actor, AppContext } from './context.ts'
import { createPipeline } from './create-pipeline.ts'
import { namesBefore, rememberingPlugins } from './export-pipelines.ts'
import { placesInOrder } from './import-order.ts'
import { updatePipeline } from './update-pipeline.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'states' | 'executions' | 'clock' | 'newId' | 'readDocument'
>

/** One pipeline of the document on its way. */
interface Entry {
  item: PipelineImportItem
  path: string
  /** Null when it does not fit the schema. */
  described: DescribedPipeline | null
  stored: PipelineRecord | undefined
  depth: number
}

/**
 * Brings the pipelines of a document in force: by name they are created, changed or left as they are. All are checked
 * first; one in error is left out, the others are not held up by it. Nothing is executed. Throws AppError `invalid` when
 * the document as a whole cannot be read.
 */
export async function importPipelines(
  context: Context,
  { yaml, dryRun }: PipelineImport,
  actor: Actor,
): Promise<PipelineImportReport> {
  const entries = await readEntries(context, yaml)
  await putInOrder(context, entries)
  await compareAll(context, entries)
  // What others start after comes first: then it is there, and no step passes through a circle.
  const inOrder = entries.toSorted((a, b) => a.depth - b.depth)
  const byName = new Map(entries.map((entry) => [entry.item.name, entry]))
  for (const entry of inOrder) {
    const after = entry.described?.after ?? null
    const before = after === null ? undefined : byName.get(after)
    if (entry.item.outcome !== 'error' && before?.item.outcome === 'error' && before.stored === undefined) {
      fail(entry, [{ path: 'after', message: `"${before.item.name}" is not there and cannot be created.` }])
    }
    if (!dryRun) await carryOut(context, entry, before, actor)
  }
  const items = entries.map(({ item }) => item)
  const count = (outcome: ImportOutcome) => items.filter((item) => item.outcome === outcome).length
  const counts = Object.fromEntries(IMPORT_OUTCOMES.map((outcome) => [outcome, count(outcome)]))
  return { dryRun, counts: counts as Record<ImportOutcome, number>, items }
}

/** The entries of the document, each checked by itself, with what is stored under their names. */
async function readEntries({ pipelines, readDocument }: Context, yaml: string): Promise<Entry[]> {
  const document = pipelineDocumentSchema.safeParse(await readDocument(yaml))
  if (!document.success) {
    const fields = document.error.issues.flatMap(fieldProblems)
    const [first] = fields
    throw new AppError(
      'invalid',
      `The document does not describe pipelines: ${first?.path ?? ''}: ${first?.message ?? ''}`,
      { fields },
    )
  }
  const entries = document.data.pipelines.map((value, index): Entry => {
    const read = describedPipelineSchema.safeParse(value)
    const item = { name: nameIn(value), outcome: 'create' as const, id: null, changes: [], problems: [] }
    const entry: Entry = {
      item,
      path: `pipelines.${index}`,
      described: read.success ? read.data : null,
      stored: undefined,
      depth: 0,
    }
    if (!read.success) fail(entry, read.error.issues.flatMap(fieldProblems))
    return entry
  })
  const names = entries.map(({ item }) => item.name)
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  const found = await pipelines.withNames([...times.keys()])
  const stored = new Map(found.map((record) => [record.name, record]))
  for (const entry of entries) {
    const { name } = entry.item
    if (name !== '' && (times.get(name) ?? 0) > 1) {
      fail(entry, [{ path: 'name', message: `"${name}" is described twice. Names are unique.` }])
    }
    entry.stored = stored.get(name)
    entry.item.id = entry.stored?.id ?? null
  }
  return entries
}

/** Finds out what starts after what, and refuses circles and names of nobody. */
async function putInOrder({ pipelines }: Context, entries: readonly Entry[]): Promise<void> {
  const sound = entries.filter((entry) => entry.described !== null && entry.item.outcome !== 'error')
  const wanted = new Set(sound.flatMap(({ described }) => described?.after ?? []))
  const keys = new Map((await pipelines.withNames([...wanted])).map(({ id, name }) => [name, id]))
  for (const { item, stored } of entries) {
    if (!keys.has(item.name)) keys.set(item.name, stored?.id ?? item.name)
  }
  const links = sound.flatMap((entry) => {
    const name = entry.described?.after ?? null
    const after = name === null ? null : keys.get(name)
    if (after === undefined) {
      const message = `There is no pipeline named "${name ?? ''}", neither here nor in the document.`
      fail(entry, [{ path: 'after', message }])
      return []
    }
    return [{ entry, key: keys.get(entry.item.name) ?? entry.item.name, after }]
  })
  const places = await placesInOrder(pipelines, links)
  for (const { entry, key } of links) {
    const place = places.get(key)
    if (place === undefined) continue
    if ('depth' in place) entry.depth = place.depth
    else fail(entry, [{ path: 'after', message: place.problem }])
  }
}

/** Checks plugins, settings and calendars as when they are saved, and tells what differs from what is stored. */
async function compareAll(context: Context, entries: readonly Entry[]): Promise<void> {
  const checking = { pipelines: context.pipelines, plugins: rememberingPlugins(context.plugins) }
  const names = await namesBefore(
    context,
    entries.flatMap(({ stored }) => stored ?? []),
  )
  for (const entry of entries) {
    const { described, stored, item } = entry
    if (described === null || item.outcome === 'error') continue
    let config: Record<string, JsonObject>
    try {
      config = await checkPipeline(checking, { ...described, after: null }, stored?.config ?? {}, item.id)
    } catch (error) {
      failWith(entry, error)
      continue
    }
    if (stored === undefined) continue
    const before = { ...stored, after: stored.after === null ? null : (names.get(stored.after) ?? null) }
    item.changes = auditChanges(
      await pipelineDocument(checking, before),
      await pipelineDocument(checking, { ...stored, ...described, config }),
    )
    item.outcome = item.changes.length === 0 ? 'unchanged' : 'update'
  }
}

/** One pipeline by the use case that a person's own edit takes, with its check and its entry in the audit log. */
async function carryOut(
  context: Context,
  entry: Entry,
  before: Entry | undefined,
  actor: Actor,
): Promise<void> {
  const { described, stored, item } = entry
  if (described === null || item.outcome === 'error' || item.outcome === 'unchanged') return
  try {
    const after = await idBefore(context, described.after, before)
    const saved =
      stored === undefined
        ? await createPipeline(context, { ...described, after }, actor)
        : await updatePipeline(context, stored.id, { ...described, after, version: stored.version }, actor)
    item.id = saved.id
  } catch (error) {
    failWith(entry, error)
  }
}

async function idBefore(
  { pipelines }: Context,
  name: string | null,
  before: Entry | undefined,
): Promise<string | null> {
  if (name === null) return null
  const id = before?.item.id ?? (await pipelines.findByName(name))?.id
  if (id !== undefined) return id
  throw new AppError('conflict', `There is no pipeline named "${name}" any more.`, {
    fields: [{ path: 'after', message: `There is no pipeline named "${name}" any more.` }],
  })
}

function fail({ item, path }: Entry, problems: readonly FieldProblem[]): void {
  item.outcome = 'error'
  item.changes = []
  for (const problem of problems) {
    const message = problem.message === NO_SECRET ? SECRET_OF_ANOTHER : problem.message
    item.problems.push({ path: problem.path === '' ? path : `${path}.${problem.path}`, message })
  }
}

const NO_SECRET = noSuchSecret('').message
const SECRET_OF_ANOTHER =
  'No value is stored here. Write the secret in place of the marker, or remove the setting and enter it later.'

/** A refusal belongs to its pipeline; everything else ends the import. */
function failWith(entry: Entry, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  fail(entry, error.fields ?? [{ path: '', message: error.message }])
}
