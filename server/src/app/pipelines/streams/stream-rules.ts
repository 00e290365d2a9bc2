import type { CatalogRules, StreamRulesPatch } from '@flx/shared/catalog/pipeline-catalog'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { overlaySettings } from '@flx/shared/settings/setting-layers'
import { nameParts } from '@flx/shared/settings/setting-path'

import { conflict } from '../../../domain/core/errors.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import type { AppContext, Requester } from '../../core/context.ts'
import {
  configKeys,
  definitionsFor,
  pipelinePlugins,
  type PlacedPlugin,
} from '../../settings/pipeline-plugins.ts'
import { hideConfig } from '../../settings/pipeline-secrets.ts'
import { hideSecrets } from '../../settings/secret-settings.ts'
import { findPipeline, presentPipeline } from '../show-pipeline.ts'
import { updatePipeline } from '../update-pipeline.ts'

interface LayerRules extends CatalogRules {
  selectFilter: string[] | null
}

/** Returns the selection rules of a pipeline and those it inherits from the plugin. */
export function rulesOf(
  pipeline: PipelineRecord,
  extractor: PlacedPlugin | undefined,
): { own: LayerRules; inherited: LayerRules } {
  if (extractor === undefined) return { own: layerRules([]), inherited: layerRules([]) }
  const { plugin, parent } = extractor
  const definitions = definitionsFor(plugin, parent)
  const config = hideConfig(pipeline, [extractor])
  return {
    own: layerRules(configKeys(plugin).map((key) => config[key] ?? {})),
    inherited: layerRules([
      hideSecrets(parent?.settings ?? {}, definitions, parent?.secretSettings),
      hideSecrets(plugin.settings, definitions, plugin.secretSettings),
    ]),
  }
}

function layerRules(layers: readonly JsonObject[]): LayerRules {
  const settings = layers.reduce((lower, layer) => overlaySettings(lower, layer), {})
  return {
    select: textsOf(settings['_select']),
    selectFilter: textsOf(settings['_select_filter']),
    metadata: objectOf(settings['_metadata']),
    schema: objectOf(settings['_schema']),
  }
}

const textsOf = (value: Json | undefined): string[] | null =>
  Array.isArray(value) ? value.filter((text) => typeof text === 'string') : null

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

/**
 * Replaces selection rules in a pipeline's configuration. Throws AppError `stale-version` with the current
 * document if the pipeline was changed meanwhile.
 */
export async function saveStreamRules(
  context: Pick<
    AppContext,
    'pipelines' | 'plugins' | 'states' | 'executions' | 'clock' | 'followsProject' | 'templates'
  >,
  pipelineId: string,
  { version, ...rules }: StreamRulesPatch,
  requester: Requester,
): Promise<Pipeline> {
  const record = await findPipeline(context, pipelineId)
  const { placed } = await pipelinePlugins(context.plugins, record)
  const extractor = placed.find(({ path }) => path === 'extractor')
  if (extractor === undefined) {
    throw conflict(
      `The extractor "${record.extractor}" no longer exists. Choose another one in the pipeline.`,
    )
  }
  const { config: shown } = await presentPipeline(context, record)
  const keys = configKeys(extractor.plugin)
  const targetKey = keys.findLast((key) => shown[key] !== undefined) ?? extractor.plugin.name
  const config = { ...shown }
  for (const [name, value] of Object.entries(rules)) {
    if (value === undefined) continue
    for (const key of keys) {
      if (config[key] !== undefined) config[key] = without(config[key], `_${name}`)
    }
    if (value !== null) config[targetKey] = { ...config[targetKey], [`_${name}`]: value }
  }
  return updatePipeline(context, pipelineId, { version, config }, requester)
}

/** Removes a setting, including dotted names below it. */
const without = (settings: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => nameParts(key)[0] !== name))
