import { openDataFolder, type DataFolder } from '../adapters/system/data-folder.ts'
import type { Database } from '../adapters/db/core/open-database.ts'
import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import { readDatabaseTime } from '../adapters/db/core/database-time.ts'
import { checkSecretKey } from '../adapters/db/operations/key-check.ts'
import { createStorageHealth, type WatchedStorage } from '../adapters/db/operations/storage-health.ts'
import type { DescriptorRoom } from '../adapters/process/descriptor-room.ts'
import { openMatchingKey } from '../adapters/secrets/rotate-key.ts'
import { createSecretBox } from '../adapters/secrets/secret-box.ts'
import type { SecretKey } from '../adapters/secrets/secret-key.ts'
import { followDatabaseClock } from '../adapters/system/database-clock.ts'
import { systemClock } from '../adapters/system/system.ts'
import type { Config } from '../config.ts'
import { logDamage } from '../core/log-damage.ts'
import type { Log } from '../domain/core/log.ts'
import { openInstallation, openJobs } from './database.ts'
import type { PostgresJobs } from '../adapters/queue/postgres-jobs.ts'
import type { Clock, SecretBox } from '../domain/core/ports.ts'

/** The data folder and its contents. */
export interface Data extends AsyncDisposable {
  folder: DataFolder
  database: Database
  secretKey: SecretKey
  secretBox: SecretBox
  /** The clock for time-based decisions: the database's, which all nodes share. */
  clock: Clock
  /** Measures how far the machine's own clock is ahead of it. */
  measureClock: () => Promise<number>
  /** Whether data can be stored. */
  storage: WatchedStorage
  stores: Stores
  /** Distributes work over several servers; undefined with a single server. */
  jobs: PostgresJobs | undefined
  /** Parts for creating stores on other connections. */
  storeParts: StoreParts
}

export type StoreParts = Required<
  Pick<
    Parameters<typeof createStores>[1],
    'secretBox' | 'clock' | 'leaseSeconds' | 'addJobs' | 'node' | 'onStorageFailure'
  >
>

/** Opens the data folder, migrates its database and checks the secret key. */
export async function openData(
  config: Config,
  log: Log,
  { room, processId }: { room: DescriptorRoom; processId: string },
): Promise<Data> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(
    await openDataFolder(config.dataDir, config.filesDir === null ? {} : { files: config.filesDir }),
  )
  const database = opened.use(await openInstallation(config, folder, log))
  const jobs = await openJobs(config, log)
  if (jobs !== undefined) opened.use(jobs)
  const sharedClock =
    config.postgres === null ? null : await followDatabaseClock(() => readDatabaseTime(database))
  const clock = sharedClock ?? systemClock
  const secretKey = await openMatchingKey(database, {
    dataDir: folder.path,
    keyFile: config.secretKeyFile,
  })
  const secretBox = createSecretBox(secretKey)
  await checkSecretKey(database, secretBox)
  const storage = opened.use(createStorageHealth(database, clock, room.problem))
  storage.onChange((problem) => {
    if (problem === null) log.info({}, 'The database is writable again')
    else log.error({}, problem.message)
  })
  opened.use(logDamage(log))
  const storeParts: StoreParts = {
    secretBox,
    clock,
    leaseSeconds: config.leaseSeconds,
    addJobs: jobs?.carry,
    node: config.postgres === null ? undefined : folder.node,
    onStorageFailure: (message) => storage.failed(message),
  }
  const stores = createStores(database, { ...storeParts, processId })
  opened.use(stores.reader)
  const data = opened.move()
  return {
    ...{ folder, database, clock, secretKey, secretBox, storage, stores, storeParts, jobs },
    measureClock: async () => (await sharedClock?.measure()) ?? 0,
    [Symbol.asyncDispose]: () => data.disposeAsync(),
  }
}
