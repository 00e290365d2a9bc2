import type { Stores } from '../../adapters/db/create-stores.ts'
import type { DataFolder } from '../../adapters/system/data-folder.ts'
import { markOfFolder } from '../../adapters/system/folder-mark.ts'
import { createWorkerEnvironments } from '../../app/plugins/environments/worker-environments.ts'
import type { WorkerEnvironments } from '../../domain/plugins/environments.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { startEnvironmentLoop } from '../../worker/environment-loop.ts'

/** What keeps the environments of this worker as those that were installed, on whichever node. */
export async function startEnvironments(
  context: EngineContext & Pick<Stores, 'environmentReports' | 'events'>,
  { node, files }: Pick<DataFolder, 'node' | 'files'>,
): Promise<WorkerEnvironments> {
  const mark = await markOfFolder(files)
  // From now on the others know that this worker is there.
  const seenAt = context.clock.now().toISOString()
  await context.environmentReports.sign({ node, files: mark, platform: '', python: '', seenAt })
  const environments = createWorkerEnvironments({ ...context, node })
  const loop = startEnvironmentLoop({ ...context, environments, node, files: mark })
  return {
    ...environments,
    async [Symbol.asyncDispose]() {
      // First of all, so that a round that builds ends.
      await environments[Symbol.asyncDispose]()
      await loop[Symbol.asyncDispose]()
    },
  }
}
