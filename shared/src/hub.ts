import * as z from 'zod'

import { listQuery } from './list.ts'
import { PLUGIN_TYPES, type PluginCreate, type PluginType, type TransformerMode } from './plugin.ts'

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
export interface HubOrigin {
  /** `built-in`: the short list of this product. `both`: some types from the hub, the others from that list. */
  source: 'hub' | 'built-in' | 'both'
  /** Host of the hub. */
  hub: string
  /** When the hub was asked, the oldest of several; null for the built-in list. */
  fetchedAt: string | null
  /** Why it is old, or not from the hub: a sentence. */
  problem: string | null
}

/** One plugin that can be added. */
export interface HubEntry {
  type: PluginType
  mode: TransformerMode | null
  hubType: HubType
  name: string
  /** Empty where only the hub's definition knows it. */
  label: string
  defaultVariant: string
  variants: string[]
  /** The plugin of that type and name in the registry. */
  registered: { id: string; variant: string } | null
}

export interface HubList extends HubOrigin {
  items: HubEntry[]
  nextCursor: string | null
  total: number
}

/** One variant with everything that registering it takes. */
export interface HubDefinition extends HubOrigin, HubEntry {
  variant: string
  /** A body for `POST /api/plugins`. */
  plugin: PluginCreate
  /** What of the definition could not be taken over, and what to know before adding it: sentences. */
  notes: string[]
}
