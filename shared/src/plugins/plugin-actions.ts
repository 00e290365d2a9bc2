import { jsonObjectSchema } from '../json/json-value-schema.ts'
import * as z from 'zod'

import { bulkRequestSchema } from '../bulk.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { pluginFilterSchema } from './plugin.ts'
import type { SettingAlternative } from '../settings/setting-groups.ts'

export const PLUGIN_BULK_ACTIONS = ['install', 'uninstall'] as const
export type PluginBulkAction = (typeof PLUGIN_BULK_ACTIONS)[number]
export const pluginBulkSchema = bulkRequestSchema(PLUGIN_BULK_ACTIONS, pluginFilterSchema)

/** A version, a tag or a commit: anything that can follow `==`, or `@` in a Git URL. */
export const pluginUpgradeSchema = z.strictObject({
  version: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+!/-]*$/, 'Enter a version such as 1.2.3, or a tag.')
    .optional(),
})

/** Query of the route that uninstalls. */
export const pluginUninstallSchema = z.object({
  /** Uninstalls even if pipelines use it, which then cannot execute. */
  force: z.stringbool().default(false),
})

export const pluginVariantSchema = z.strictObject({
  /** The `revision` of the document shown; a stale one returns 409. */
  revision: z.number().int(),
  variant: z.string().min(1).max(255),
  /** Changes the variant even if some values do not fit, and drops those settings. */
  dropInvalid: z.boolean().default(false),
})

const alternativesSchema = z.array(
  z.object({ names: z.array(z.string()), missing: z.array(z.string()) }),
) satisfies z.ZodType<SettingAlternative[]>

/** The effect of another variant on stored values. */
export const variantCheckSchema = z.object({
  variant: z.string(),
  pipUrl: z.string().nullable(),
  /** Set settings that the other variant also has. */
  kept: z.array(z.string()),
  /** Set settings that the other variant does not describe; they are kept and passed on. */
  unknown: z.array(z.string()),
  /** Values that do not fit the other variant. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  /** Missing settings. Empty if one of the alternatives is complete. */
  needs: alternativesSchema,
  notes: z.array(z.string()),
})
export type VariantCheck = z.infer<typeof variantCheckSchema>

/** Names of the variants of a plugin, its own first. */
export const pluginVariantsSchema = z.object({ variants: z.array(z.string()) })

/** Query of the route that tests. */
export const pluginTestQuerySchema = z.object({
  /** Whether a loader really writes one record, to a stream of its own that is not removed. */
  write: z.stringbool().default(false),
})

/** Unsaved settings to try a plugin with: those of a pipeline's form, overlaid on the plugin's own. */
export const pluginTrySchema = z.strictObject({
  settings: jsonObjectSchema,
  /** Markers in `settings` keep the secrets of this pipeline. */
  pipelineId: z.uuid().toLowerCase().optional(),
  /** Labels that the worker must have; defaults to those of this pipeline. */
  requiredLabels: requiredLabelsSchema.exactOptional(),
})
export type PluginTry = z.infer<typeof pluginTrySchema>

export const TEST_VERDICTS = ['works', 'starts', 'fails'] as const
/** works: it did its work; starts: the program answers or accepts an empty input, nothing more is known. */
export type TestVerdict = (typeof TEST_VERDICTS)[number]

/** A program that a test started. */
export const pluginTestStepSchema = z.object({
  /** The action in a few words. */
  title: z.string(),
  /** Program and arguments, with secrets masked. */
  command: z.array(z.string()),
  /** How it ended, as a sentence. */
  ending: z.string(),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  /** Counts of its Singer messages, never values. */
  messages: z.array(z.object({ type: z.string(), stream: z.string().nullable(), count: z.number() })),
  /** The last lines of its log, with secrets masked. */
  lines: z.array(z.string()),
})
export type PluginTestStep = z.infer<typeof pluginTestStepSchema>

/** The result of testing a plugin. */
export const pluginTestSchema = z.object({
  verdict: z.enum(TEST_VERDICTS),
  /** The test and its result, in a sentence or two. */
  summary: z.string(),
  steps: z.array(pluginTestStepSchema),
  /** Alternative sets of needed settings if none is complete. */
  needs: alternativesSchema,
})
export type PluginTest = z.infer<typeof pluginTestSchema>

export const PLUGIN_INVOCATIONS = ['help', 'about', 'version', 'discover'] as const
export const pluginInvokeSchema = z.strictObject({ option: z.enum(PLUGIN_INVOCATIONS) })
export type PluginInvoke = z.infer<typeof pluginInvokeSchema>

/** The output of a program that was run with one option. */
export const pluginInvocationSchema = z.object({
  /** Program and arguments, with secrets masked. */
  command: z.array(z.string()),
  /** How it ended, as a sentence. */
  ending: z.string(),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  /** Its stdout, with secrets masked. */
  output: z.string(),
  /** Whether there was more output. */
  isCut: z.boolean(),
  /** The last lines of its stderr, with secrets masked. */
  lines: z.array(z.string()),
})
export type PluginInvocation = z.infer<typeof pluginInvocationSchema>
