import type { Stores } from '../../adapters/db/create-stores.ts'
import type { DataFolder } from '../../adapters/system/data-folder.ts'
import { folderId } from '../../adapters/system/folder-id.ts'
import { createWorkerEnvironments } from '../../app/plugins/environments/worker-environments.ts'
import type { WorkerEnvironments } from '../../domain/plugins/environments.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { startEnvironmentLoop } from '../../worker/environment-loop.ts'

/**
 * Starts the loop that makes this worker's environments match the installed ones, whichever node installed
 * them.
 */
export async function startEnvironments(
  context: EngineContext & Pick<Stores, 'environmentReports' | 'events'>,
  { node, files }: Pick<DataFolder, 'node' | 'files'>,
): Promise<WorkerEnvironments> {
  const filesId = await folderId(files)
  // Makes this worker visible to the others.
  const seenAt = context.clock.now().toISOString()
  await context.environmentReports.sign({ node, files: filesId, platform: '', python: '', seenAt })
  const environments = createWorkerEnvironments({ ...context, node })
  const loop = startEnvironmentLoop({ ...context, environments, node, files: filesId })
  return {
    ...environments,
    async [Symbol.asyncDispose]() {
      // First, so that a round that is building ends.
      await environments[Symbol.asyncDispose]()
      await loop[Symbol.asyncDispose]()
    },
  }
}
