import { HUB_TYPE_NAMES, LEFT_OUT_HUB_TYPES, type HubType } from '@flx/shared/plugins/hub'
import { isJsonObject, type JsonObject } from '@flx/shared/json/json'

import { AppError } from '../../../domain/core/errors.ts'
import type { PluginRecord } from '../../../domain/core/records.ts'
import { HubError, type HubClient, type KnownPlugin } from '../../../domain/plugins/hub.ts'
import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import { servedDefinition, servedType, servedVariant } from '../../../domain/plugins/served-definition.ts'
import { hideUrlCredentials } from '../../settings/plugin-secrets.ts'
import { gatherCatalogue } from './gather-catalogue.ts'

export interface ServedHubContext {
  plugins: Pick<PluginStore, 'all'>
  hub: HubClient
  known: readonly KnownPlugin[]
}

/** The entries of one type by name, in the format of MeltanoHub's API. */
type Index = Record<
  string,
  { default_variant: string; variants: Record<string, { ref: string }>; logo_url: null }
>

/**
 * Returns the index of one of the hub's types: the catalogue and the team's own plugins. If the team has a
 * plugin of a name, its variant is the default. `root` is the address of the definitions. Throws AppError
 * `not-found` for a type the hub does not have.
 */
export async function servedIndex(context: ServedHubContext, type: string, root: string): Promise<Index> {
  if (isLeftOut(type)) return {}
  const hubType = knownType(type)
  const { candidates } = await gatherCatalogue(context, [hubType], false)
  const ref = (name: string, variant: string) =>
    `${root}/plugins/${hubType}/${encodeURIComponent(`${name}--${variant}`)}`
  const entries = new Map(
    candidates.map(({ name, defaultVariant, variants }) => [
      name,
      { defaultVariant, variants: [...variants.keys()] },
    ]),
  )
  for (const plugin of await listOwnPlugins(context, hubType)) {
    const variant = servedVariant(plugin)
    const before = entries.get(plugin.name)?.variants ?? []
    entries.set(plugin.name, {
      defaultVariant: variant,
      variants: [...new Set([...before, variant])],
    })
  }
  return Object.fromEntries(
    [...entries].map(([name, { defaultVariant, variants }]) => [
      name,
      {
        default_variant: defaultVariant,
        variants: Object.fromEntries(variants.map((variant) => [variant, { ref: ref(name, variant) }])),
        logo_url: null,
      },
    ]),
  )
}

/** Returns the indexes of all types. */
export async function servedIndexes(context: ServedHubContext, root: string): Promise<Record<string, Index>> {
  const types = [...HUB_TYPE_NAMES, ...LEFT_OUT_HUB_TYPES]
  const all = await Promise.all(
    types.map(async (type) => [type, await servedIndex(context, type, root)] as const),
  )
  return Object.fromEntries(all)
}

/**
 * Returns the definition that an index refers to, `<name>--<variant>`: the team's own, otherwise the hub's
 * unchanged, otherwise the bundled one. Throws AppError `not-found`, or `unavailable` if the hub does not
 * answer.
 */
export async function servedPlugin(
  context: ServedHubContext,
  type: string,
  file: string,
): Promise<JsonObject> {
  const hubType = knownType(type)
  const ownPlugin = (await listOwnPlugins(context, hubType)).find(
    (plugin) => `${plugin.name}--${servedVariant(plugin)}` === file,
  )
  if (ownPlugin !== undefined) return servedDefinition(ownPlugin)
  const { candidates } = await gatherCatalogue(context, [hubType], false)
  for (const { name, variants, known } of candidates) {
    if (!file.startsWith(`${name}--`)) continue
    const variant = file.slice(name.length + 2)
    const ref = variants.get(variant)
    if (ref === undefined) continue
    if (ref !== null) return await hubDefinition(context, ref)
    const found = known?.variants.find((plugin) => plugin.variant === variant)
    if (found !== undefined) return servedDefinition(found)
  }
  throw new AppError('not-found', `This hub does not have the plugin "${file}" among its ${hubType}.`)
}

async function hubDefinition({ hub }: ServedHubContext, ref: string): Promise<JsonObject> {
  try {
    const { body } = await hub.definition(ref)
    if (!isJsonObject(body)) throw new HubError(`${hub.host} sent a definition that cannot be read.`)
    // Meltano adds these itself and fails on duplicates.
    const { plugin_type: _type, is_default_variant: _default, ...definition } = body
    return definition
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    throw new AppError('unavailable', `The definition is not available: ${error.message}`, { cause: error })
  }
}

const isLeftOut = (type: string): boolean => LEFT_OUT_HUB_TYPES.some((leftOut) => leftOut === type)

function knownType(type: string): HubType {
  const hubType = HUB_TYPE_NAMES.find((candidate) => candidate === type)
  if (hubType === undefined) throw new AppError('not-found', `No plugins are of the type "${type}".`)
  return hubType
}

/**
 * Returns the team's plugins that others can install. Left out: plugins started by a command, which exist
 * only on this machine; plugins that inherit, which have their parent's package; and plugins whose pip URL
 * contains credentials.
 */
const listOwnPlugins = async ({ plugins }: ServedHubContext, hubType: HubType): Promise<PluginRecord[]> =>
  (await plugins.all()).filter(
    (plugin) =>
      !plugin.bundled &&
      plugin.pipUrl !== null &&
      plugin.inheritFrom === null &&
      servedType(plugin) === hubType &&
      hideUrlCredentials(plugin.pipUrl) === plugin.pipUrl,
  )
