import type {
  CatalogChoicePatch,
  CatalogRules,
  CatalogUploadPatch,
  CatalogVersion,
  PipelineCatalog,
} from '@flx/shared/catalog/pipeline-catalog'

import { catalogKey, discovers, takesCatalog } from '../../../engine/files/discover-catalog.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import type { ExecutionPlan } from '../../../engine/resolve-execution.ts'
import { selectionRules } from '../../../engine/files/selection-rules.ts'
import { AppError, conflict, notFound } from '../../../domain/core/errors.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { newCatalog, type CatalogUse } from '../../../domain/singer/catalog-store.ts'
import { aboutPipeline } from '../../access/audit-notes.ts'
import { nowText, type Actor } from '../../core/context.ts'
import { pipelinePlugins, type PlacedPlugin } from '../../settings/pipeline-plugins.ts'
import { planOf, type PipelineStreams } from './pipeline-streams.ts'
import { findPipeline } from '../show-pipeline.ts'
import { rulesOf } from './stream-rules.ts'

/** The catalogue of a pipeline, its versions, and the version in use. */
export interface PipelineCatalogs {
  show(pipelineId: string): Promise<PipelineCatalog>
  versions(pipelineId: string): Promise<CatalogVersion[]>
  /**
   * Returns the JSON of `CatalogContent`. Throws AppError `not-found` for a version that is no longer kept.
   */
  content(pipelineId: string, versionId: string): Promise<string>
  /** Accepts the newest discovery as the expected schema. Throws AppError `stale-version`. */
  accept(pipelineId: string, choice: CatalogChoicePatch, actor: Actor): Promise<PipelineCatalog>
  /** Pins a version: executions use it whatever is discovered. Throws AppError `stale-version`. */
  pin(pipelineId: string, choice: CatalogChoicePatch, actor: Actor): Promise<PipelineCatalog>
  /** Unpins the version: executions discover again. Throws AppError `stale-version`. */
  unpin(pipelineId: string, revision: number, actor: Actor): Promise<PipelineCatalog>
  /** Pins an uploaded catalogue. Throws AppError `invalid` with its problems, or `stale-version`. */
  upload(pipelineId: string, upload: CatalogUploadPatch, actor: Actor): Promise<PipelineCatalog>
}

export function createPipelineCatalogs(context: EngineContext, streams: PipelineStreams): PipelineCatalogs {
  const { catalogs } = context

  const pipelineCatalogs: PipelineCatalogs = {
    async show(pipelineId) {
      const pipeline = await findPipeline(context, pipelineId)
      const { placed } = await pipelinePlugins(context.plugins, pipeline)
      const extractor = placed.find(({ path }) => path === 'extractor')
      const use = ownUse(await catalogs.use(pipelineId), extractor)
      const { plan, problem } = await tryPlan(context, pipelineId)
      const { newest = null, pinned = null } = use ?? {}
      return {
        extractor: pipeline.extractor,
        ...capabilitiesOf(extractor),
        discoveringSince: streams.discoveringSince(pipelineId),
        used: pinned ?? newest,
        isPinned: pinned !== null,
        isStale: isStale(context, use, plan),
        change: use === undefined ? null : await changeOf(context, pipelineId, use, plan),
        ...rulesFor(pipeline, extractor),
        problem,
        revision: use?.revision ?? 0,
        pipelineVersion: pipeline.version,
      }
    },

    async versions(pipelineId) {
      await findPipeline(context, pipelineId)
      return catalogs.versions(pipelineId)
    },

    async content(pipelineId, versionId) {
      await findPipeline(context, pipelineId)
      const stored = await catalogs.version(pipelineId, versionId)
      if (stored === undefined) throw notFound('version', versionId)
      const { plan } = await tryPlan(context, pipelineId)
      const catalog = await context.catalogReader.maskedSummary(stored.summary, plan?.secrets ?? [])
      if (catalog === undefined) throw notFound('version', versionId)
      // The catalogue is megabytes of JSON already: parsing and serialising it would block the server.
      return `${JSON.stringify(stored.version).slice(0, -1)},"catalog":${catalog}}`
    },

    async accept(pipelineId, { revision, version }, actor) {
      const pipeline = await findEditable(context, pipelineId)
      const use = await catalogs.use(pipelineId)
      if (use?.newest?.id !== version) throw staleError()
      const note = aboutPipeline(actor, pipeline, 'accept')
      const choice = { acceptedId: version, pinnedId: null }
      if (!(await catalogs.choose(pipelineId, revision, choice, note))) throw staleError()
      return pipelineCatalogs.show(pipelineId)
    },

    async pin(pipelineId, { revision, version }, actor) {
      const pipeline = await findEditable(context, pipelineId)
      const versions = await catalogs.versions(pipelineId)
      if (!versions.some(({ id }) => id === version)) throw notFound('version', version)
      const note = aboutPipeline(actor, pipeline, 'pin')
      if (!(await catalogs.choose(pipelineId, revision, { pinnedId: version }, note))) throw staleError()
      return pipelineCatalogs.show(pipelineId)
    },

    async unpin(pipelineId, revision, actor) {
      const pipeline = await findEditable(context, pipelineId)
      const note = aboutPipeline(actor, pipeline, 'unpin')
      if (!(await catalogs.choose(pipelineId, revision, { pinnedId: null }, note))) throw staleError()
      return pipelineCatalogs.show(pipelineId)
    },

    async upload(pipelineId, { revision, catalog: text }, actor) {
      const pipeline = await findEditable(context, pipelineId)
      const { extractor } = await planOf(context, pipelineId)
      if (!takesCatalog(extractor)) {
        throw conflict(`${extractor.plugin.name} does not use a catalogue.`)
      }
      const { id, name } = extractor.plugin
      const parsed = await context.catalogReader.readUploaded(text)
      const newVersion = newCatalog(parsed, nowText(context), { id, name, version: extractor.version })
      const note = aboutPipeline(actor, pipeline, 'upload')
      const uploaded = {
        ...newVersion,
        hash: context.hash(`uploaded\n${newVersion.hash}`),
        uploadedBy: actor.name,
      }
      if (!(await catalogs.upload(pipelineId, revision, uploaded, note))) throw staleError()
      return pipelineCatalogs.show(pipelineId)
    },
  }
  return pipelineCatalogs
}

const staleError = (): AppError =>
  new AppError('stale-version', 'The catalogue has changed in the meantime. Reload it, then choose again.')

async function findEditable(context: EngineContext, pipelineId: string): Promise<PipelineRecord> {
  const pipeline = await findPipeline(context, pipelineId)
  if (pipeline.archivedAt === null) return pipeline
  throw conflict(`Cannot change pipeline "${pipeline.name}": it is archived. Restore it first.`)
}

/** Ignores versions of an extractor that the pipeline no longer has. */
const ownUse = (use: CatalogUse | undefined, extractor: PlacedPlugin | undefined): CatalogUse | undefined =>
  use === undefined || extractor?.plugin.id === use.extractorId ? use : undefined

function capabilitiesOf(
  extractor: PlacedPlugin | undefined,
): Pick<PipelineCatalog, 'canDiscover' | 'acceptsCatalog'> {
  if (extractor === undefined) return { canDiscover: false, acceptsCatalog: false }
  const { plugin, parent } = extractor
  const capabilities = plugin.capabilities.length > 0 ? plugin.capabilities : (parent?.capabilities ?? [])
  return { canDiscover: discovers({ capabilities }), acceptsCatalog: takesCatalog({ capabilities }) }
}

/** Returns the plan, or the reason there is none; the known catalogue is shown either way. */
async function tryPlan(
  context: EngineContext,
  pipelineId: string,
): Promise<{ plan: ExecutionPlan | null; problem: string | null }> {
  try {
    const plan = await planOf(context, pipelineId)
    selectionRules(plan.extractor)
    return { plan, problem: null }
  } catch (error) {
    if (error instanceof AppError) return { plan: null, problem: error.message }
    throw error
  }
}

function isStale(context: EngineContext, use: CatalogUse | undefined, plan: ExecutionPlan | null): boolean {
  if (use === undefined || use.pinned !== null || use.newest === null || plan === null) return false
  return use.sourceKey !== catalogKey(context, plan.extractor)
}

async function changeOf(
  { catalogs, catalogReader }: EngineContext,
  pipelineId: string,
  { accepted, pinned, newest }: CatalogUse,
  plan: ExecutionPlan | null,
): Promise<PipelineCatalog['change']> {
  const from = pinned ?? accepted
  // An uploaded catalogue is meant to differ from the source.
  if (from === null || newest === null || from.id === newest.id || from.origin === 'uploaded') return null
  const [before, after] = [
    await catalogs.version(pipelineId, from.id),
    await catalogs.version(pipelineId, newest.id),
  ]
  if (before === undefined || after === undefined) return null
  const difference = await catalogReader.difference(before.summary, after.summary, plan?.secrets ?? [])
  return difference === null ? null : { from, to: newest, ...difference }
}

function rulesFor(
  pipeline: PipelineRecord,
  extractor: PlacedPlugin | undefined,
): { own: CatalogRules; inherited: CatalogRules; selectFilter: string[] } {
  const { own, inherited } = rulesOf(pipeline, extractor)
  return {
    own: { select: own.select, metadata: own.metadata, schema: own.schema },
    inherited: { select: inherited.select, metadata: inherited.metadata, schema: inherited.schema },
    selectFilter: own.selectFilter ?? inherited.selectFilter ?? [],
  }
}
