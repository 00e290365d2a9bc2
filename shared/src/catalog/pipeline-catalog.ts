import * as z from 'zod'

import { MAX_CATALOG_CHARACTERS } from './catalog-limits.ts'
import { jsonObjectSchema } from '../json/json-value-schema.ts'
import { catalogChangeCountsSchema, catalogDiffSchema } from './catalog-diff-schema.ts'
import { compactCatalogSchema } from './compact-schema.ts'

/** The change from the previous version. */
export const catalogChangeSchema = z.object({
  ...catalogChangeCountsSchema.shape,
  /** The first changes by name: `orders.channel added`. */
  examples: z.array(z.string()),
})
export type CatalogChange = z.infer<typeof catalogChangeSchema>

export const CATALOG_ORIGINS = ['discovered', 'uploaded'] as const

/** A discovered or uploaded catalogue. Discovering the same catalogue again adds no version. */
export const catalogVersionSchema = z.object({
  id: z.string(),
  origin: z.enum(CATALOG_ORIGINS),
  /** Name and version of the extractor at that time; the version can be missing. */
  plugin: z.string(),
  streams: z.number(),
  fields: z.number(),
  /** When it last replaced another version. */
  since: z.string(),
  /** When it was last discovered. */
  lastSeenAt: z.string(),
  /** Compared with the version it replaced; null for the first version and for uploads. */
  change: catalogChangeSchema.nullable(),
  /** The user who uploaded it. */
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
  /** JSON schemas to use, by stream and property. */
  schema: z.record(z.string(), byStream),
}

/** The rules of one layer of settings; null: not set. */
export const catalogRulesSchema = z.object({
  select: z.array(z.string()).nullable(),
  metadata: jsonObjectSchema,
  schema: jsonObjectSchema,
})
export type CatalogRules = z.infer<typeof catalogRulesSchema>

/** The catalogue of a pipeline, without its content, and the rules that select from it. */
export const pipelineCatalogSchema = z.object({
  extractor: z.string(),
  /** Whether the extractor supports discovery. */
  canDiscover: z.boolean(),
  /** Whether the extractor accepts a catalogue. */
  acceptsCatalog: z.boolean(),
  /** When the running discovery started; null if none is running. */
  discoveringSince: z.string().nullable(),
  /** The version for the next execution, unless it discovers another one. */
  used: catalogVersionSchema.nullable(),
  /** Whether executions use `used` without discovering. */
  isPinned: z.boolean(),
  /** Whether the configuration changed since the discovery. */
  isStale: z.boolean(),
  /**
   * The difference between the newest discovery and the accepted (or pinned) version, at most 500 entries of
   * each kind.
   */
  change: z
    .object({
      from: catalogVersionSchema,
      to: catalogVersionSchema,
      counts: catalogChangeCountsSchema,
      diff: catalogDiffSchema,
    })
    .nullable(),
  /** Rules of the pipeline. */
  own: catalogRulesSchema,
  /** Rules of the plugin, which the pipeline's override. */
  inherited: catalogRulesSchema,
  /** `_select_filter` of both: streams removed from the selection. */
  selectFilter: z.array(z.string()),
  /** Why the rules or the configuration cannot be used. */
  problem: z.string().nullable(),
  /** Send it when changing which version is used; 409 if it is stale. */
  revision: z.number().int(),
  /** Version of the pipeline's document; send it when saving rules. */
  pipelineVersion: z.number().int(),
})
export type PipelineCatalog = z.infer<typeof pipelineCatalogSchema>

/** Replaces the given rules of a pipeline; null uses the plugin's. */
export const streamRulesPatchSchema = z.strictObject({
  version: z.number().int(),
  select: ruleFields.select.nullable().optional(),
  metadata: ruleFields.metadata.nullable().optional(),
  schema: ruleFields.schema.nullable().optional(),
})
export type StreamRulesPatch = z.infer<typeof streamRulesPatchSchema>

/** Refers to a version, and to the catalogue's revision as shown. */
export const catalogChoicePatchSchema = z.strictObject({
  revision: z.number().int(),
  version: z.uuid('Choose a version.'),
})
export type CatalogChoicePatch = z.infer<typeof catalogChoicePatchSchema>

export const catalogUploadPatchSchema = z.strictObject({
  revision: z.number().int(),
  /** The file unchanged: a JSON object with `streams`. */
  catalog: z
    .string()
    .min(1, 'The file is empty.')
    .max(MAX_CATALOG_CHARACTERS, 'The file is larger than 32 MiB.'),
})
export type CatalogUploadPatch = z.infer<typeof catalogUploadPatchSchema>
