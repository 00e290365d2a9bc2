import * as z from 'zod'

import { listQuery } from '../core/list.ts'
import {
  PLUGIN_TYPES,
  TRANSFORMER_MODES,
  pluginCreateSchema,
  type PluginType,
  type TransformerMode,
} from './plugin.ts'

/** MeltanoHub's types and what they are here; an order in which lists show them. */
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

/** The hub's type `files` is left out: templates for a project folder, nothing that is installed or started. */
export const LEFT_OUT_HUB_TYPES = ['files'] as const

export const hubQuerySchema = z.object({
  ...listQuery,
  type: z.enum(PLUGIN_TYPES).optional(),
  /** In names, variants and labels. */
  search: z.string().max(200).optional(),
  /** Asks the hub again, although it did not answer a moment ago. */
  refresh: z.stringbool().optional(),
})
export type HubQuery = z.output<typeof hubQuerySchema>

/** Where what is shown comes from. */
export const hubOriginSchema = z.object({
  /** `built-in`: the short list of this product. `both`: some types from the hub, the others from that list. */
  source: z.enum(['hub', 'built-in', 'both']),
  /** Host of the hub. */
  hub: z.string(),
  /** When the hub was asked, the oldest of several; null for the built-in list. */
  fetchedAt: z.string().nullable(),
  /** Why it is old, or not from the hub: a sentence. */
  problem: z.string().nullable(),
})
export type HubOrigin = z.infer<typeof hubOriginSchema>

/** One plugin that can be added. */
export const hubEntrySchema = z.object({
  type: z.enum(PLUGIN_TYPES),
  mode: z.enum(TRANSFORMER_MODES).nullable(),
  hubType: z.enum(HUB_TYPE_NAMES),
  name: z.string(),
  /** Empty where only the hub's definition knows it. */
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

/** One variant with everything needed to add it. */
export const hubDefinitionSchema = z.object({
  ...hubOriginSchema.shape,
  ...hubEntrySchema.shape,
  variant: z.string(),
  /** A body for `POST /api/plugins`. */
  plugin: pluginCreateSchema,
  /** Sentences about parts of the definition that could not be taken over, and about what to know before adding it. */
  notes: z.array(z.string()),
})
export type HubDefinition = z.infer<typeof hubDefinitionSchema>
