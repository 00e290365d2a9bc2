import type { HubOrigin, HubType } from '@flx/shared/plugins/hub'

import { HubError, type HubClient, type KnownPlugin } from '../../../domain/plugins/hub.ts'
import { readHubIndex } from '../../../domain/plugins/hub-index.ts'

/** A plugin name of the catalogue with its variants. */
export interface Candidate {
  hubType: HubType
  name: string
  label: string
  defaultVariant: string
  /** The hub's reference to each variant's definition, by name; null for one from the bundled list. */
  variants: ReadonlyMap<string, string | null>
  known: KnownPlugin | undefined
}

interface Context {
  hub: HubClient
  known: readonly KnownPlugin[]
}

/**
 * Gathers the plugins of some types, sorted by type, then name. Types that the hub does not provide come from
 * the bundled list.
 */
export async function gatherCatalogue(
  context: Context,
  hubTypes: readonly HubType[],
  refresh: boolean,
): Promise<{ candidates: Candidate[]; origin: HubOrigin }> {
  const parts = await Promise.all(hubTypes.map((hubType) => gatherPart(context, hubType, refresh)))
  const fetched = parts.filter(({ fetchedAt }) => fetchedAt !== null)
  const bundled = parts.filter(({ fetchedAt, candidates }) => fetchedAt === null && candidates.length > 0)
  return {
    candidates: parts.flatMap(({ candidates }) => candidates),
    origin: {
      source: fetched.length === 0 ? 'built-in' : bundled.length === 0 ? 'hub' : 'both',
      hub: context.hub.host,
      fetchedAt: oldestTime(parts),
      problem: parts.find(({ problem }) => problem !== null)?.problem ?? null,
    },
  }
}

/** Returns the oldest time; ISO texts sort as times. */
const oldestTime = (parts: readonly Part[]): string | null =>
  parts.reduce<string | null>(
    (found, { fetchedAt }) =>
      fetchedAt !== null && (found === null || fetchedAt < found) ? fetchedAt : found,
    null,
  )

interface Part {
  candidates: Candidate[]
  /** Null for the bundled list. */
  fetchedAt: string | null
  problem: string | null
}

async function gatherPart({ hub, known }: Context, hubType: HubType, refresh: boolean): Promise<Part> {
  const bundled = known.filter((plugin) => plugin.hubType === hubType)
  try {
    const { body, fetchedAt, problem } = await hub.index(hubType, { refresh })
    const entries = readHubIndex(body) ?? []
    const candidates = entries.map(({ name, defaultVariant, refs }): Candidate => {
      const bundledPlugin = bundled.find((plugin) => nameOf(plugin) === name)
      return {
        hubType,
        name,
        label: bundledPlugin?.label ?? '',
        defaultVariant,
        variants: refs,
        known: bundledPlugin,
      }
    })
    return { candidates, fetchedAt, problem }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return { candidates: bundled.map(bundledCandidate), fetchedAt: null, problem: error.message }
  }
}

const nameOf = ({ variants }: KnownPlugin): string => variants[0]?.name ?? ''

function bundledCandidate(known: KnownPlugin): Candidate {
  return {
    hubType: known.hubType,
    name: nameOf(known),
    label: known.label,
    defaultVariant: known.variants[0]?.variant ?? '',
    variants: new Map(known.variants.map(({ variant }) => [variant, null])),
    known,
  }
}
