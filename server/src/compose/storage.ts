import { setImmediate } from 'node:timers/promises'

import type { Database } from '../adapters/db/core/open-database.ts'
import type { DataFolder } from '../adapters/system/data-folder.ts'
import { createStorageProbe } from '../adapters/storage/storage-probe.ts'
import type { AppContext } from '../app/core/context.ts'
import { createRetentionPasses, type RetentionPasses } from '../app/operations/retention.ts'
import { createStorageView, type StorageView } from '../app/operations/storage.ts'
import type { Config } from '../config.ts'
import type { JobQueue } from '../domain/core/jobs.ts'
import { startStorageLoop } from '../worker/leader/storage-loop.ts'

/** Composes retention and the disk usage, with their periodic loops. */
export async function composeStorage(
  config: Config,
  folder: DataFolder,
  context: AppContext,
  { database, jobs }: { database: Database; jobs: JobQueue | undefined },
): Promise<{ passes: RetentionPasses; disk: StorageView } & AsyncDisposable> {
  await using started = new AsyncDisposableStack()
  const probe = started.use(createStorageProbe(folder, database))
  const disk = createStorageView({ ...context, probe })
  const passes = started.use(
    await createRetentionPasses(
      {
        ...context,
        stopwatch: () => performance.now(),
        yieldTurn: () => setImmediate(),
      },
      { jobs, performs: config.roles.has('scheduler') || config.roles.has('web') },
    ),
  )
  if (config.roles.has('web')) started.use(startStorageLoop(disk, context.log))
  const resources = started.move()
  return { passes, disk, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}
