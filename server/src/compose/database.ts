import { join } from 'node:path'

import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import type { Database } from '../adapters/db/core/open-database.ts'
import { openPostgres } from '../adapters/db/core/open-postgres.ts'
import { storageFailure } from '../adapters/db/core/storage-failure.ts'
import { damageOf, startDatabase } from '../adapters/db/operations/start-database.ts'
import { UPGRADE_MINUTES } from '../adapters/db/operations/migrate.ts'
import { startPostgres, STARTING_SECONDS } from '../adapters/db/operations/start-postgres.ts'
import { postgresJobs, type PostgresJobs } from '../adapters/queue/postgres-jobs.ts'
import type { DataFolder } from '../adapters/system/data-folder.ts'
import type { Config } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'

/**
 * Opens and migrates the installation's database: PostgreSQL if configured, otherwise the file in the data
 * folder.
 */
export async function openInstallation(config: Config, folder: DataFolder, log: Log): Promise<Database> {
  if (config.postgres !== null) {
    const { url, connections } = config.postgres
    return await startPostgres(url, {
      connections,
      onError: (error) => log.warn({ error: messageOf(error) }, 'A connection to PostgreSQL broke'),
      onStarting: () =>
        log.warn({ seconds: STARTING_SECONDS }, 'PostgreSQL is starting; waiting for it for a limited time'),
      onUpgrading: () =>
        log.warn(
          { minutes: UPGRADE_MINUTES },
          'Another server is upgrading the database; waiting for it, for a limited time',
        ),
    })
  }
  const { database, backup } = await startDatabase(folder.database, {
    keyFile: config.secretKeyFile ?? join(folder.path, 'secret.key'),
  })
  if (backup !== null) log.info({ backup }, 'Backed up the database before its upgrade')
  return database
}

/**
 * Opens the queue that distributes work over several servers; undefined on SQLite, which has a single server.
 */
export async function openJobs({ postgres, roles }: Config, log: Log): Promise<PostgresJobs | undefined> {
  if (postgres === null) return undefined
  return await postgresJobs(postgres.url, { supervise: roles.has('scheduler'), log })
}

/** Returns a DatabaseFileError if damage to the SQLite file caused the error, otherwise undefined. */
export const damageOfInstallation = (error: unknown, config: Config): Error | undefined =>
  config.postgres === null ? damageOf(error, join(config.dataDir, 'flx.db')) : undefined

/** Without their event log, which does not notice what other stores write: follow that of the server's stores. */
export type WorkerStores = Omit<Stores, 'events'> & { giveUp: () => void } & AsyncDisposable

/**
 * Opens the stores for executions performed here. On PostgreSQL they use connections of their own, which
 * pages cannot take away and which wait while the database is away, so that executions continue. Undefined on
 * SQLite, where all parts share one set of stores.
 */
export function openWorkerStores(
  { postgres }: Config,
  parts: Parameters<typeof createStores>[1] & { onStorageFailure: (message: string) => void },
): WorkerStores | undefined {
  if (postgres === null) return undefined
  const database = openPostgres(postgres.url, {
    connections: postgres.connections,
    onError: () => undefined,
    onWait: (error) => parts.onStorageFailure(storageFailure(error) ?? messageOf(error)),
  })
  const { events: _, ...stores } = createStores(database, { ...parts, patience: database.patience.signal })
  return {
    ...stores,
    giveUp: () => database.patience.abort(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
