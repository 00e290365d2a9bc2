import * as z from 'zod'

import { jsonObjectSchema, jsonSchema } from '../json/json-value-schema.ts'
import { listQuery } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'
import { optionalNameSchema } from '../core/name.ts'
import { installRemedySchema } from './environment.ts'

export const PLUGIN_TYPES = ['extractor', 'loader', 'transformer', 'orchestrator', 'utility'] as const
export type PluginType = (typeof PLUGIN_TYPES)[number]

/** Where a transformer works: on the stream between extractor and loader, or after the load. */
export const TRANSFORMER_MODES = ['in-flight', 'post-load'] as const
export type TransformerMode = (typeof TRANSFORMER_MODES)[number]

export const SETTING_KINDS = [
  'string',
  'integer',
  'decimal',
  'boolean',
  'password',
  'options',
  'date_iso8601',
  'email',
  'file',
  'array',
  'object',
  'oauth',
  'hidden',
] as const
export type SettingKind = (typeof SETTING_KINDS)[number]

/** A configurable value of a plugin, in MeltanoHub's vocabulary. Without `kind` it is a plain string. */
export const settingDefinitionSchema = z.looseObject({
  name: optionalNameSchema(255).min(1),
  aliases: z.array(z.string()).optional(),
  label: z.string().optional(),
  kind: z.enum(SETTING_KINDS).optional(),
  /** The default. Hub data contain defaults whose type disagrees with `kind`. */
  value: jsonSchema.optional(),
  placeholder: z.string().optional(),
  description: z.string().optional(),
  documentation: z.string().optional(),
  env: z.string().optional(),
  options: z.array(z.looseObject({ label: z.string().optional(), value: jsonSchema })).optional(),
  sensitive: z.boolean().optional(),
  hidden: z.boolean().optional(),
  /**
   * Our addition: the origin of a definition from the connector itself (`--about`), which can change with it.
   */
  origin: z.enum(['about']).optional(),
  /** Our addition: whether the setting needs a value before an execution starts. */
  required: z.boolean().optional(),
})
export type SettingDefinition = z.infer<typeof settingDefinitionSchema>

const INSTALL_STATUSES = [
  'none',
  'installing',
  'cancelling',
  'installed',
  'failed',
  'cancelled',
  'uninstalling',
] as const
export type InstallStatus = (typeof INSTALL_STATUSES)[number]

/** Statuses while an installation or its removal is running. */
export const UNSETTLED_INSTALLS = [
  'installing',
  'cancelling',
  'uninstalling',
] as const satisfies readonly InstallStatus[]

/** Returns whether an installation or its removal is running. */
export const isUnsettled = ({ installStatus }: { installStatus: InstallStatus }): boolean =>
  UNSETTLED_INSTALLS.some((status) => status === installStatus)

/** A plugin reference is a name, or `type:name` if the name exists under two types. */
export const pluginNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter a name for the plugin.')
  .max(255)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'Use letters, digits, ".", "_" and "-", starting with a letter or digit.',
  )

/**
 * Alternative sets of settings, one of which must have values (MeltanoHub's `settings_group_validation`). An
 * empty set means that nothing is needed.
 */
export const settingGroupsSchema = z.array(z.array(z.string().min(1).max(255)).max(200)).max(50)

const pluginBody = {
  name: pluginNameSchema,
  type: z.enum(PLUGIN_TYPES),
  variant: optionalNameSchema(255).default(''),
  version: optionalNameSchema(50).default(''),
  label: optionalNameSchema(255).default(''),
  description: z.string().max(10_000).default(''),
  docs: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /**
   * pip requirements, separated by blanks, as in Meltano. Either pipUrl or command, or neither until a later
   * edit.
   */
  pipUrl: z.string().trim().max(2000).nullable().default(null),
  /** Program and leading arguments, never a shell string. */
  command: z.array(z.string().min(1).max(4000)).min(1).max(50).nullable().default(null),
  /** Program inside the virtual environment; defaults to the name. */
  executable: z.string().max(255).nullable().default(null),
  mode: z.enum(TRANSFORMER_MODES).nullable().default(null),
  capabilities: z.array(z.string().max(100)).max(50).default([]),
  settingDefinitions: z.array(settingDefinitionSchema).max(1000).default([]),
  settingGroups: settingGroupsSchema.default([]),
  settings: jsonObjectSchema.default({}),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
  python: z.string().max(255).nullable().default(null),
  inheritFrom: z.string().max(255).nullable().default(null),
  /** Maximum number of simultaneous executions that use it; null for no limit of its own. */
  maxConcurrent: z.number().int().min(1, 'At least one.').max(1000).nullable().default(null),
}

export const pluginCreateSchema = z
  .strictObject(pluginBody)
  .refine((plugin) => plugin.pipUrl === null || plugin.command === null, {
    path: ['command'],
    message: 'Enter either a pip URL or a command, not both.',
  })
export type PluginCreate = z.output<typeof pluginCreateSchema>
export type PluginCreateInput = z.input<typeof pluginCreateSchema>

export const pluginPatchSchema = z.strictObject({
  /** The edited `revision` of the document; a stale one returns 409. */
  revision: z.number().int(),
  variant: optionalNameSchema(255).optional(),
  version: optionalNameSchema(50).optional(),
  label: optionalNameSchema(255).optional(),
  description: z.string().max(10_000).optional(),
  docs: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).optional(),
  pipUrl: z.string().trim().max(2000).nullable().optional(),
  command: z.array(z.string().min(1).max(4000)).min(1).max(50).nullable().optional(),
  executable: z.string().max(255).nullable().optional(),
  mode: z.enum(TRANSFORMER_MODES).nullable().optional(),
  capabilities: z.array(z.string().max(100)).max(50).optional(),
  settingDefinitions: z.array(settingDefinitionSchema).max(1000).optional(),
  settingGroups: settingGroupsSchema.optional(),
  settings: jsonObjectSchema.optional(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).optional(),
  python: z.string().max(255).nullable().optional(),
  maxConcurrent: z.number().int().min(1, 'At least one.').max(1000).nullable().optional(),
})
export type PluginPatch = z.infer<typeof pluginPatchSchema>

export const PLUGIN_SORTS = [
  'name',
  '-name',
  'type',
  '-type',
  'variant',
  '-variant',
  'installedAt',
  '-installedAt',
] as const
export type PluginSort = (typeof PLUGIN_SORTS)[number]

/** The filter of the list. */
const pluginFilter = {
  type: z.enum(PLUGIN_TYPES).optional(),
  installed: z.stringbool().or(z.boolean()).optional(),
  installedFrom: offsetMomentSchema.optional(),
  /** Exclusive. */
  installedTo: offsetMomentSchema.optional(),
  search: z.string().max(200).optional(),
}
export const pluginFilterSchema = z.strictObject(pluginFilter)
export type PluginFilter = z.output<typeof pluginFilterSchema>

export const pluginListQuerySchema = z.object({
  ...listQuery,
  ...pluginFilter,
  limit: z.coerce.number().int().min(1).max(200).default(100),
  sort: z.enum(PLUGIN_SORTS).default('type'),
})
export type PluginListQuery = z.output<typeof pluginListQuerySchema>

/** A plugin in the shape of the API. Secret values in `settings` are `{"$secret": true}`. */
export const pluginSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(PLUGIN_TYPES),
  variant: z.string(),
  version: z.string(),
  label: z.string(),
  description: z.string(),
  docs: z.string(),
  pipUrl: z.string().nullable(),
  command: z.array(z.string()).nullable(),
  executable: z.string().nullable(),
  mode: z.enum(TRANSFORMER_MODES).nullable(),
  capabilities: z.array(z.string()),
  settingDefinitions: z.array(settingDefinitionSchema),
  settingGroups: z.array(z.array(z.string())),
  settings: jsonObjectSchema,
  env: z.record(z.string(), z.string()),
  python: z.string().nullable(),
  inheritFrom: z.string().nullable(),
  maxConcurrent: z.number().nullable(),
  /** Whether it is part of the product and needs no installation. */
  bundled: z.boolean(),
  installed: z.boolean(),
  installedAt: z.string().nullable(),
  installStatus: z.enum(INSTALL_STATUSES),
  /** Why the last installation failed, or who cancelled it. */
  installError: z.string().nullable(),
  /** The remedy of a failed installation, if known. */
  installRemedy: installRemedySchema.nullable(),
  /** The newest version on the package index, queried once a day; null if unknown. */
  newestVersion: z.string().nullable(),
  /** The first pipelines that use it, without archived ones: five in lists, fifty for a single plugin. */
  usedBy: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
    }),
  ),
  /** Number of pipelines that use it. */
  usedByCount: z.number(),
  revision: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /**
   * Fields damaged in the database, which are empty; setting a field again repairs it. Absent if there are
   * none.
   */
  damaged: z.array(z.string()).optional(),
})
export type Plugin = z.infer<typeof pluginSchema>

/** One line of an installation's output. */
export const installLineSchema = z.object({
  line: z.number(),
  at: z.string(),
  text: z.string(),
})
export type InstallLine = z.infer<typeof installLineSchema>
