import * as z from 'zod'

/** How a worker stands to the environment of a plugin. */
const ENVIRONMENT_STATES = ['missing', 'building', 'ready', 'failed'] as const
export type EnvironmentState = (typeof ENVIRONMENT_STATES)[number]

/** What one worker has of one plugin. */
const nodeEnvironmentSchema = z.object({
  /** Name of the worker. */
  node: z.string(),
  /** `missing`: it will be built before the first execution that needs it. */
  state: z.enum(ENVIRONMENT_STATES),
  /** Why it could not be built. */
  error: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  changedAt: z.string().nullable(),
})
export type NodeEnvironment = z.infer<typeof nodeEnvironmentSchema>

/** The environment of a plugin on each worker that is there. Empty where one process does everything. */
export const pluginNodesSchema = z.object({
  nodes: z.array(nodeEnvironmentSchema),
  /** Each worker has a working folder of its own: connectors do not see the files of the others. */
  filesApart: z.boolean(),
})
export type PluginNodes = z.infer<typeof pluginNodesSchema>

/** What each worker has, lacks and failed at, for administrators. */
export const workerEnvironmentsSchema = z.object({
  workers: z.array(
    z.object({
      node: z.string(),
      platform: z.string(),
      /** Version of its default Python; empty without one. */
      python: z.string(),
      seenAt: z.string(),
      ready: z.number(),
      sizeBytes: z.number(),
      /** Not there yet, with those that are being built. */
      lacks: z.array(z.object({ pluginId: z.string(), name: z.string(), building: z.boolean() })),
      failed: z.array(z.object({ pluginId: z.string(), name: z.string(), error: z.string() })),
    }),
  ),
  filesApart: z.boolean(),
  /** Plugins that are installed and that no worker can build: nobody can execute what uses them. */
  nowhere: z.array(z.object({ pluginId: z.string(), name: z.string(), error: z.string() })),
})
export type WorkerEnvironmentList = z.infer<typeof workerEnvironmentsSchema>
