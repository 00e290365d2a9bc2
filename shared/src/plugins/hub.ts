import * as z from 'zod'

import { listQuery } from '../core/list.ts'
import {
  PLUGIN_TYPES,
  TRANSFORMER_MODES,
  pluginCreateSchema,
  type PluginType,
  type TransformerMode,
} from './plugin.ts'

/** MeltanoHub's types and their equivalents here, in list order. */
export const HUB_TYPES = {
  extractors: { type: 'extractor', mode: null },
  loaders: { type: 'loader', mode: null },
  mappers: { type: 'transformer', mode: 'in-flight' },
  transformers: { type: 'transformer', mode: 'post-load' },
  transforms: { type: 'transformer', mode: 'post-load' },
  utilities: { type: 'utility', mode: null },
  orchestrators: { type: 'orchestrator', mode: null },
} as const satisfies Record<string, { type: PluginType; mode: TransformerMode | null }>
export type HubType = keyof typeof HUB_TYPES
export const HUB_TYPE_NAMES = Object.keys(HUB_TYPES) as HubType[]

/**
 * The hub's type `files` is left out: it consists of templates for a project folder, which are neither
 * installed nor started.
 */
export const LEFT_OUT_HUB_TYPES = ['files'] as const

export const hubQuerySchema = z.object({
  ...listQuery,
  type: z.enum(PLUGIN_TYPES).optional(),
  /** Matches names, variants and labels. */
  search: z.string().max(200).optional(),
  /** Asks the hub again even if it did not respond recently. */
  refresh: z.stringbool().optional(),
})
export type HubQuery = z.output<typeof hubQuerySchema>

/** The origin of the catalogue shown. */
export const hubOriginSchema = z.object({
  /** `built-in`: the product's own short list. `both`: some types from the hub, the others from that list. */
  source: z.enum(['hub', 'built-in', 'both']),
  /** Host of the hub. */
  hub: z.string(),
  /** When the hub was last asked, the oldest of several; null for the built-in list. */
  fetchedAt: z.string().nullable(),
  /** Why it is old or not from the hub, as a sentence. */
  problem: z.string().nullable(),
})
export type HubOrigin = z.infer<typeof hubOriginSchema>

/** A plugin that can be added. */
export const hubEntrySchema = z.object({
  type: z.enum(PLUGIN_TYPES),
  mode: z.enum(TRANSFORMER_MODES).nullable(),
  hubType: z.enum(HUB_TYPE_NAMES),
  name: z.string(),
  /** Empty if only the hub's definition has it. */
  label: z.string(),
  defaultVariant: z.string(),
  variants: z.array(z.string()),
  /** The plugin of that type and name in the registry. */
  registered: z
    .object({
      id: z.string(),
      variant: z.string(),
    })
    .nullable(),
})
export type HubEntry = z.infer<typeof hubEntrySchema>

export const hubListSchema = z.object({
  ...hubOriginSchema.shape,
  items: z.array(hubEntrySchema),
  nextCursor: z.string().nullable(),
  total: z.number(),
})
export type HubList = z.infer<typeof hubListSchema>

/** A variant with everything needed to add it. */
export const hubDefinitionSchema = z.object({
  ...hubOriginSchema.shape,
  ...hubEntrySchema.shape,
  variant: z.string(),
  /** A body for `POST /api/plugins`. */
  plugin: pluginCreateSchema,
  /**
   * Sentences about parts of the definition that could not be used, and about what to know before adding it.
   */
  notes: z.array(z.string()),
})
export type HubDefinition = z.infer<typeof hubDefinitionSchema>
