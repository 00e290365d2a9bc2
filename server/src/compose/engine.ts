import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import { catalogReader } from '../adapters/catalogs/catalog-reader.ts'
import type { DataFolder } from '../adapters/system/data-folder.ts'
import type { Stores } from '../adapters/db/create-stores.ts'
import { createDbtProjects } from '../adapters/dbt/dbt-projects.ts'
import { createPluginInstaller } from '../adapters/plugins/plugin-installer.ts'
import { createExecutionFolders } from '../adapters/process/execution-folders.ts'
import type { Keeper } from '../adapters/process/keeper.ts'
import { createProcessStarter } from '../adapters/process/process-starter.ts'
import { createSingerPipe } from '../adapters/process/pipe/singer-pipe.ts'
import { createMeltanoPrograms } from '../adapters/projects/meltano-programs.ts'
import { readReferencedFile } from '../adapters/secrets/referenced-file.ts'
import type { AppContext } from '../app/core/context.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import type { Config } from '../config.ts'
import { BUNDLED_CONNECTORS } from '../connectors/definitions.ts'
import type { PluginRecord } from '../domain/core/records.ts'

/** Composes the engine with the processes and folders of this installation. */
export function composeEngine(
  config: Config,
  folder: DataFolder,
  stores: Stores,
  context: AppContext,
  { elsewhere, keeper }: { elsewhere: boolean; keeper: Keeper },
): EngineContext {
  // Marks our processes: stable across restarts and unique on the machine.
  const installation = folder.path
  const starter = createProcessStarter({ installation, keeper })
  return {
    ...stores,
    hints: context.hints,
    clock: context.clock,
    newId: context.newId,
    log: context.log,
    pipe: createSingerPipe({
      installation,
      keeper,
      batches: { filesFolder: folder.files, ownFolder: folder.path },
    }),
    environments: null,
    starter,
    catalogReader,
    dbt: createDbtProjects({
      root: folder.dbt,
      filesFolder: folder.files,
      starter,
      environment: config.connectorEnvironment,
    }),
    meltano: createMeltanoPrograms(config.project?.path ?? null, context.clock),
    folders: createExecutionFolders(folder.executions),
    installer: createPluginInstaller({
      root: folder.plugins,
      elsewhere,
      filesFolder: folder.files,
      starter,
      environment: config.connectorEnvironment,
      bundledProgram,
      protectedPaths: {
        folders: [folder.path],
        files: [config.secretKeyFile, config.openId?.clientSecretFile ?? null].filter(
          (file) => file !== null,
        ),
      },
    }),
    references: {
      variable: (name) => config.connectorEnvironment[name],
      file: (path) => readReferencedFile(folder.files, path),
    },
    readUserFile: (path, by) => readReferencedFile(folder.files, path, { by, maxMiB: 256 }),
    environment: config.connectorEnvironment,
    filesFolder: folder.files,
    graceMs: config.graceSeconds * 1000,
    leaseSeconds: config.leaseSeconds,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  }
}

/**
 * Returns the path of a bundled connector's program, which is beside its definition; undefined for other
 * plugins.
 */
function bundledProgram(plugin: PluginRecord): string | undefined {
  const bundled = BUNDLED_CONNECTORS.find(({ name, type }) => name === plugin.name && type === plugin.type)
  if (bundled === undefined) return undefined
  return fileURLToPath(new URL(`../connectors/${bundled.program}`, import.meta.url))
}
