import * as z from 'zod'

/** State of a plugin's environment on a worker. */
const ENVIRONMENT_STATES = ['missing', 'building', 'ready', 'failed'] as const
export type EnvironmentState = (typeof ENVIRONMENT_STATES)[number]

/** A plugin's environment on one worker. */
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

/** The environment of a plugin on each live worker. Empty if one process does everything. */
export const pluginNodesSchema = z.object({
  nodes: z.array(nodeEnvironmentSchema),
  /** Whether each worker has its own working folder: connectors do not see the files of the others. */
  hasSeparateFiles: z.boolean(),
})
export type PluginNodes = z.infer<typeof pluginNodesSchema>

/** The environments that each worker has, lacks and failed to build, for administrators. */
export const workerEnvironmentsSchema = z.object({
  workers: z.array(
    z.object({
      node: z.string(),
      platform: z.string(),
      /** Version of its default Python; empty without one. */
      python: z.string(),
      lastSeenAt: z.string(),
      ready: z.number(),
      sizeBytes: z.number(),
      /** Missing environments, including those being built. */
      missing: z.array(z.object({ pluginId: z.string(), name: z.string(), building: z.boolean() })),
      failed: z.array(z.object({ pluginId: z.string(), name: z.string(), error: z.string() })),
    }),
  ),
  hasSeparateFiles: z.boolean(),
  /** Installed plugins that no worker can build: nothing that uses them can be executed. */
  unbuildable: z.array(z.object({ pluginId: z.string(), name: z.string(), error: z.string() })),
})
export type WorkerEnvironmentList = z.infer<typeof workerEnvironmentsSchema>
