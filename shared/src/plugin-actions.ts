import * as z from 'zod'

import { bulkRequestSchema } from './bulk.ts'
import { pluginFilterSchema } from './plugin.ts'
import type { SettingAlternative } from './setting-groups.ts'

export const PLUGIN_BULK_ACTIONS = ['install', 'uninstall'] as const
export type PluginBulkAction = (typeof PLUGIN_BULK_ACTIONS)[number]
export const pluginBulkSchema = bulkRequestSchema(PLUGIN_BULK_ACTIONS, pluginFilterSchema)

/** A version, a tag or a commit: what may stand after `==` or after a Git URL's `@`. */
export const pluginUpgradeSchema = z.strictObject({
  version: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+!/-]*$/, 'Give a version such as 1.2.3, or a tag.')
    .optional(),
})

/** Query of the route that uninstalls. */
export const pluginUninstallSchema = z.object({
  /** Also when pipelines use it, which then cannot execute. */
  evenIfUsed: z.stringbool().default(false),
})

export const pluginVariantSchema = z.strictObject({
  /** The `revision` of the document that was looked at; a stale one is 409. */
  revision: z.number().int(),
  variant: z.string().min(1).max(255),
  /** Changes it although some values do not fit: those settings are dropped. */
  dropUnfit: z.boolean().default(false),
})

const alternativesSchema = z.array(
  z.object({ names: z.array(z.string()), missing: z.array(z.string()) }),
) satisfies z.ZodType<SettingAlternative[]>

/** What changing the variant would do to what is stored. */
export const variantCheckSchema = z.object({
  variant: z.string(),
  pipUrl: z.string().nullable(),
  /** Settings with a value that the other variant takes too. */
  kept: z.array(z.string()),
  /** Settings with a value that the other variant does not describe; they are kept and passed on. */
  unknown: z.array(z.string()),
  /** Values that do not fit there. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  /** What it needs and has not. Empty when one of its alternatives is complete. */
  needs: alternativesSchema,
  notes: z.array(z.string()),
})
export type VariantCheck = z.infer<typeof variantCheckSchema>

/** Names of the variants of a plugin, its own first. */
export const pluginVariantsSchema = z.object({ variants: z.array(z.string()) })

export const TEST_VERDICTS = ['works', 'starts', 'fails'] as const
/** works: it spoke Singer, or took the end of its input well; starts: the program answers, no more is known. */
export type TestVerdict = (typeof TEST_VERDICTS)[number]

/** One program that a test started. */
export const pluginTestStepSchema = z.object({
  /** What was done, in a few words. */
  title: z.string(),
  /** Program and arguments, secrets masked. */
  command: z.array(z.string()),
  /** How it ended, as a sentence. */
  ending: z.string(),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  /** What it wrote in Singer's form: counts, never values. */
  messages: z.array(z.object({ type: z.string(), stream: z.string().nullable(), count: z.number() })),
  /** The last lines of its log, secrets masked. */
  lines: z.array(z.string()),
})
export type PluginTestStep = z.infer<typeof pluginTestStepSchema>

/** What came of testing a plugin. */
export const pluginTestSchema = z.object({
  verdict: z.enum(TEST_VERDICTS),
  /** What was done and what came of it, in a sentence or two. */
  summary: z.string(),
  steps: z.array(pluginTestStepSchema),
  /** Alternatives of needed settings, when none is complete. */
  needs: alternativesSchema,
})
export type PluginTest = z.infer<typeof pluginTestSchema>
