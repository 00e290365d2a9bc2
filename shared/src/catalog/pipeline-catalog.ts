import * as z from 'zod'

import { MOST_CATALOG_CHARACTERS } from './catalog-limits.ts'
import { jsonObjectSchema } from '../json/json.ts'
import { catalogChangeCountsSchema, catalogDiffSchema } from './catalog-diff-schema.ts'
import { compactCatalogSchema } from './compact-schema.ts'

/** The change that a new version brought. */
export const catalogChangeSchema = z.object({
  ...catalogChangeCountsSchema.shape,
  /** The first ones by name: `orders.channel added`. */
  examples: z.array(z.string()),
})
export type CatalogChange = z.infer<typeof catalogChangeSchema>

export const CATALOG_ORIGINS = ['discovered', 'uploaded'] as const

/** A catalogue that was discovered or uploaded. Discovering the same one again adds no version. */
export const catalogVersionSchema = z.object({
  id: z.string(),
  origin: z.enum(CATALOG_ORIGINS),
  /** Name and version of the extractor at that time; the version may be missing. */
  plugin: z.string(),
  streams: z.number(),
  fields: z.number(),
  /** Since when the source has it: the last time that it took the place of another one. */
  since: z.string(),
  /** When it was last discovered. */
  lastSeenAt: z.string(),
  /** Against the version that it took the place of; null for the first one and for uploads. */
  change: catalogChangeSchema.nullable(),
  /** Who uploaded it. */
  uploadedBy: z.string().nullable(),
})
export type CatalogVersion = z.infer<typeof catalogVersionSchema>

/** A version with its content, which never changes. */
export const catalogContentSchema = z.object({
  ...catalogVersionSchema.shape,
  catalog: compactCatalogSchema,
})
export type CatalogContent = z.infer<typeof catalogContentSchema>

const pattern = z
  .string()
  .min(1, 'Enter at least one character.')
  .max(1000, 'At most 1,000 characters.')
  .refine((text) => text.trim() === text, 'Remove the spaces around the pattern.')
const byStream = z.record(z.string(), jsonObjectSchema)
const ruleFields = {
  /** Patterns; includes are applied first, then excludes. */
  select: z.array(pattern).max(2000, 'At most 2,000 patterns.'),
  /** By stream: metadata of the stream and, as objects, of its fields. */
  metadata: byStream,
  /** By stream and property: the JSON schema to use. */
  schema: z.record(z.string(), byStream),
}

/** The rules of a layer of settings; null = it says nothing. */
export const catalogRulesSchema = z.object({
  select: z.array(z.string()).nullable(),
  metadata: jsonObjectSchema,
  schema: jsonObjectSchema,
})
export type CatalogRules = z.infer<typeof catalogRulesSchema>

/** The catalogue of a pipeline, without its content, and the rules that select from it. */
export const pipelineCatalogSchema = z.object({
  extractor: z.string(),
  /** Whether the extractor can say what the source has. */
  canDiscover: z.boolean(),
  /** Whether it takes a catalogue at all. */
  takesCatalog: z.boolean(),
  /** Since when it is being asked; null when it is not. */
  discoveringSince: z.string().nullable(),
  /** The version that the next execution works with, unless it discovers another. */
  used: catalogVersionSchema.nullable(),
  /** True: executions work with `used` and do not discover. */
  isPinned: z.boolean(),
  /** True: the configuration is another one than at the discovery. */
  isStale: z.boolean(),
  /** The difference between the newest discovery and the accepted (or pinned) version. At most 500 of each kind. */
  change: z
    .object({
      from: catalogVersionSchema,
      to: catalogVersionSchema,
      counts: catalogChangeCountsSchema,
      diff: catalogDiffSchema,
    })
    .nullable(),
  /** Of the pipeline itself. */
  own: catalogRulesSchema,
  /** Of the plugin, below the pipeline's. */
  inherited: catalogRulesSchema,
  /** `_select_filter` of both: streams that are taken out of what is selected. */
  selectFilter: z.array(z.string()),
  /** Why the rules or the configuration cannot be used as they stand. */
  problem: z.string().nullable(),
  /** To be sent when the use of versions is changed: 409 when it is stale. */
  revision: z.number().int(),
  /** Version of the pipeline's document, to be sent when rules are saved. */
  pipelineVersion: z.number().int(),
})
export type PipelineCatalog = z.infer<typeof pipelineCatalogSchema>

/** Replaces the given rules of a pipeline; null leaves it to the plugin. */
export const streamRulesPatchSchema = z.strictObject({
  version: z.number().int(),
  select: ruleFields.select.nullable().optional(),
  metadata: ruleFields.metadata.nullable().optional(),
  schema: ruleFields.schema.nullable().optional(),
})
export type StreamRulesPatch = z.infer<typeof streamRulesPatchSchema>

/** Which version is meant, on the catalogue as it was shown. */
export const catalogChoicePatchSchema = z.strictObject({
  revision: z.number().int(),
  version: z.uuid('Choose a version.'),
})
export type CatalogChoicePatch = z.infer<typeof catalogChoicePatchSchema>

export const catalogUploadPatchSchema = z.strictObject({
  revision: z.number().int(),
  /** The file as it is: a JSON object with `streams`. */
  catalog: z
    .string()
    .min(1, 'The file is empty.')
    .max(MOST_CATALOG_CHARACTERS, 'The file is larger than 32 MiB.'),
})
export type CatalogUploadPatch = z.infer<typeof catalogUploadPatchSchema>
