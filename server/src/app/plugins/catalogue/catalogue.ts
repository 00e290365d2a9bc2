import {
  HUB_TYPES,
  HUB_TYPE_NAMES,
  type HubDefinition,
  type HubEntry,
  type HubList,
  type HubQuery,
} from '@flx/shared/plugins/hub'
import type { PluginType } from '@flx/shared/plugins/plugin'

import { AppError } from '../../../domain/core/errors.ts'
import { HubError, type HubAnswer, type HubClient, type KnownPlugin } from '../../../domain/plugins/hub.ts'
import { readHubDefinition, type ReadDefinition } from '../../../domain/plugins/hub-definition.ts'
import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import { requireRole } from '../../access/require-role.ts'
import type { Requester } from '../../core/context.ts'
import { gatherCatalogue, type Candidate } from './gather-catalogue.ts'

export interface CatalogueContext {
  plugins: Pick<PluginStore, 'registered'>
  hub: HubClient
  known: readonly KnownPlugin[]
}

/**
 * Returns a page of the plugins that can be installed, from the hub, or from the bundled list if the hub does
 * not answer. Throws AppError `forbidden` for `refresh` without the role editor: it makes the server send a
 * request.
 */
export async function listCatalogue(
  context: CatalogueContext,
  query: HubQuery,
  requester: Pick<Requester, 'role'>,
): Promise<HubList> {
  if (query.refresh === true) requireRole(requester, 'editor', 'Refreshing the catalogue')
  const hubTypes = HUB_TYPE_NAMES.filter(
    (hubType) => query.type === undefined || HUB_TYPES[hubType].type === query.type,
  )
  const { candidates, origin } = await gatherCatalogue(context, hubTypes, query.refresh === true)
  const matching = candidates.filter(matcherFor(query.search ?? ''))
  const start = query.cursor === undefined ? 0 : indexAfter(matching, query.cursor)
  const page = matching.slice(start, start + query.limit)
  const last = page.at(-1)
  return {
    ...origin,
    items: await present(context, page),
    nextCursor:
      start + query.limit < matching.length && last !== undefined ? `${last.hubType}/${last.name}` : null,
    total: matching.length,
  }
}

/**
 * Returns one variant, ready to be added. `type` is ours or the hub's; `variant` can be `default`. Throws
 * AppError `not-found`, or `unavailable` if neither the hub nor the bundled list has the definition.
 */
export async function showCatalogueEntry(
  context: CatalogueContext,
  request: { type: string; name: string; variant: string },
): Promise<HubDefinition> {
  const hubTypes = HUB_TYPE_NAMES.filter(
    (hubType) => hubType === request.type || HUB_TYPES[hubType].type === request.type,
  )
  const { candidates, origin } = await gatherCatalogue(context, hubTypes, false)
  const candidate = candidates.find(({ name }) => name === request.name)
  const variant = request.variant === 'default' ? candidate?.defaultVariant : request.variant
  if (candidate === undefined || variant === undefined || !candidate.variants.has(variant)) {
    throw new AppError(
      'not-found',
      `The catalogue does not have the ${request.type} "${request.name}", variant "${request.variant}".`,
    )
  }
  const [entry] = await present(context, [candidate])
  if (entry === undefined) throw new Error('The presented list and the given list differ in length')
  const found = await definitionOf(context, candidate, variant)
  const source = found.answer === null ? 'built-in' : 'hub'
  return {
    ...origin,
    ...entry,
    source,
    fetchedAt: found.answer?.fetchedAt ?? null,
    problem: found.answer?.problem ?? (source === 'hub' ? null : (found.problem ?? origin.problem)),
    variant,
    ...found.definition,
  }
}

interface FoundDefinition {
  definition: ReadDefinition
  answer: HubAnswer | null
  problem?: string
}

async function definitionOf(
  context: CatalogueContext,
  candidate: Candidate,
  variant: string,
): Promise<FoundDefinition> {
  const ref = candidate.variants.get(variant) ?? null
  const bundled = candidate.known?.variants.find((plugin) => plugin.variant === variant)
  if (ref === null && bundled !== undefined)
    return { definition: { plugin: bundled, notes: [] }, answer: null }
  try {
    const answer = await context.hub.definition(ref ?? '')
    const definition = readHubDefinition(candidate.hubType, { name: candidate.name, variant }, answer.body)
    if (definition !== undefined) return { definition, answer }
    throw new HubError(`${context.hub.host} sent a definition that cannot be read.`)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    if (bundled !== undefined) {
      return { definition: { plugin: bundled, notes: [] }, answer: null, problem: error.message }
    }
    throw new AppError(
      'unavailable',
      `The definition of ${candidate.name} (${variant}) is not available: ${error.message} Try again later, or add a custom plugin.`,
      { cause: error },
    )
  }
}

/** Returns a filter that requires every word in the name, a variant or the label. */
function matcherFor(search: string): (candidate: Candidate) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return ({ name, label, variants }) => {
    const text = [name, label, ...variants.keys()].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

/** Returns the index of the first entry after the cursor, in list order. */
function indexAfter(candidates: readonly Candidate[], cursor: string): number {
  const [hubType = '', name = ''] = cursor.split('/')
  const typeIndex = HUB_TYPE_NAMES.findIndex((candidate) => candidate === hubType)
  if (typeIndex === -1) throw new AppError('invalid', 'The cursor does not belong to this list.')
  const index = candidates.findIndex((candidate) => {
    const candidateIndex = HUB_TYPE_NAMES.indexOf(candidate.hubType)
    return candidateIndex > typeIndex || (candidateIndex === typeIndex && candidate.name > name)
  })
  return index === -1 ? candidates.length : index
}

async function present(context: CatalogueContext, candidates: readonly Candidate[]): Promise<HubEntry[]> {
  const registered = await context.plugins.registered(candidates.map(({ name }) => name))
  return candidates.map(({ hubType, name, label, defaultVariant, variants }) => {
    const { type, mode }: { type: PluginType; mode: HubEntry['mode'] } = HUB_TYPES[hubType]
    const registeredPlugin = registered.find((plugin) => plugin.name === name && plugin.type === type)
    return {
      type,
      mode,
      hubType,
      name,
      label,
      defaultVariant,
      variants: [...variants.keys()].sort(),
      registered:
        registeredPlugin === undefined
          ? null
          : { id: registeredPlugin.id, variant: registeredPlugin.variant },
    }
  })
}
