import {
  IMPORT_OUTCOMES,
  type ImportOutcome,
  type PipelineImport,
  type PipelineImportReport,
} from '@flx/shared/pipelines/pipeline-document'

import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'

import { auditChanges } from '../../../domain/access/audit-changes.ts'
import { AppError } from '../../../domain/core/errors.ts'
import { pipelineDocument } from '../../access/audit-notes.ts'
import { checkPipeline } from '../check-pipeline.ts'
import { requireLabelsRole } from '../check-labels.ts'
import { requireRunnerRole } from '../check-runner.ts'
import type { AppContext, Requester } from '../../core/context.ts'
import { createPipeline } from '../create-pipeline.ts'
import { describedTemplates } from '../../templates/import-templates.ts'
import { fail, failWith, readEntries, readSections, type Entry } from './document-entries.ts'
import { cachePlugins } from '../../settings/cache-plugins.ts'
import { namesBefore } from './export-pipelines.ts'
import { placesInOrder } from './import-order.ts'
import { updatePipeline } from '../update-pipeline.ts'

type Context = Pick<
  AppContext,
  | 'pipelines'
  | 'plugins'
  | 'states'
  | 'executions'
  | 'clock'
  | 'newId'
  | 'readDocument'
  | 'followsProject'
  | 'templates'
>

/**
 * Imports the templates and pipelines of a document: each is created, updated or left unchanged, by name. All
 * are checked first; an entry with an error is skipped without blocking the others. Nothing is executed.
 * Throws AppError `invalid` if the document as a whole cannot be read.
 */
export async function importPipelines(
  context: Context,
  { yaml, dryRun }: PipelineImport,
  requester: Requester,
): Promise<PipelineImportReport> {
  const document = await readSections(context, yaml)
  const templates = await describedTemplates(context, document.templates, requester)
  const entries = await readEntries({ ...context, templates }, document.pipelines)
  await putInOrder(context, entries)
  await compareAll(context, entries, requester)
  const refused = dryRun ? new Set<string>() : await templates.apply(requester)
  // Predecessors come first, so that they exist and no intermediate state forms a cycle.
  const ordered = entries.toSorted((a, b) => a.depth - b.depth)
  const byName = new Map(entries.map((entry) => [entry.item.name, entry]))
  for (const entry of ordered) {
    const after = entry.described?.after ?? null
    const before = after === null ? undefined : byName.get(after)
    if (entry.item.outcome !== 'error' && before?.item.outcome === 'error' && before.stored === undefined) {
      fail(entry, [{ path: 'after', message: `"${before.item.name}" does not exist and cannot be created.` }])
    }
    if (entry.item.outcome !== 'error' && entry.template !== null && refused.has(entry.template))
      fail(entry, [
        { path: 'template.name', message: `The template "${entry.template}" could not be saved.` },
      ])
    if (!dryRun) await applyEntry(context, entry, before, requester)
  }
  const items = [...templates.items, ...entries.map(({ item }) => item)]
  const count = (outcome: ImportOutcome) => items.filter((item) => item.outcome === outcome).length
  const counts = Object.fromEntries(IMPORT_OUTCOMES.map((outcome) => [outcome, count(outcome)]))
  return { dryRun, counts: counts as Record<ImportOutcome, number>, items }
}

/** Sorts the entries into start order and rejects cycles and unknown names. */
async function putInOrder({ pipelines }: Context, entries: readonly Entry[]): Promise<void> {
  const valid = entries.filter((entry) => entry.described !== null && entry.item.outcome !== 'error')
  const names = new Set(valid.flatMap(({ described }) => described?.after ?? []))
  const keys = new Map((await pipelines.withNames([...names])).map(({ id, name }) => [name, id]))
  for (const { item, stored } of entries) {
    if (!keys.has(item.name)) keys.set(item.name, stored?.id ?? item.name)
  }
  const links = valid.flatMap((entry) => {
    const name = entry.described?.after ?? null
    const after = name === null ? null : keys.get(name)
    if (after === undefined) {
      const message = `No pipeline is named "${name ?? ''}", here or in the document.`
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

/**
 * Checks plugins, settings and calendars as on saving, and lists the differences from the stored pipelines.
 */
async function compareAll(context: Context, entries: readonly Entry[], requester: Requester): Promise<void> {
  const checkContext = { ...context, plugins: cachePlugins(context.plugins) }
  const names = await namesBefore(
    context,
    entries.flatMap(({ stored }) => stored ?? []),
  )
  for (const entry of entries) {
    const { described, stored, item } = entry
    if (described === null || item.outcome === 'error') continue
    let checked: Awaited<ReturnType<typeof checkPipeline>>
    try {
      requireRunnerRole(requester, stored?.runner ?? BUILT_IN_RUNNER, described.runner)
      const before = stored?.requiredLabels ?? []
      requireLabelsRole(requester, described.requiredLabels, before, entry.from?.requiredLabels ?? before)
      checked = await checkPipeline(
        checkContext,
        { ...described, after: null },
        { ...(stored ?? { config: {}, runner: BUILT_IN_RUNNER }), secretPaths: entry.from?.secretPaths },
        item.id,
      )
    } catch (error) {
      failWith(entry, error)
      continue
    }
    if (stored === undefined) continue
    const before = { ...stored, after: stored.after === null ? null : (names.get(stored.after) ?? null) }
    item.changes = auditChanges(
      await pipelineDocument(checkContext, before),
      await pipelineDocument(checkContext, {
        ...stored,
        ...described,
        ...checked,
        template: entry.from?.link ?? stored.template,
      }),
    )
    item.outcome = item.changes.length === 0 ? 'unchanged' : 'update'
  }
}

/** Saves one pipeline through the same use case as a user's edit, with its checks and audit entry. */
async function applyEntry(
  context: Context,
  entry: Entry,
  before: Entry | undefined,
  requester: Requester,
): Promise<void> {
  const { described, stored, item } = entry
  if (described === null || item.outcome === 'error' || item.outcome === 'unchanged') return
  try {
    const after = await idBefore(context, described.after, before)
    const saved =
      stored === undefined
        ? await createPipeline(
            context,
            { ...described, after },
            requester,
            entry.from === null ? null : { ...entry.from, id: context.newId() },
          )
        : await updatePipeline(
            context,
            stored.id,
            { ...described, after, version: stored.version },
            requester,
            entry.from,
          )
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
  throw new AppError('conflict', `The pipeline "${name}" no longer exists.`, {
    fields: [{ path: 'after', message: `The pipeline "${name}" no longer exists.` }],
  })
}
