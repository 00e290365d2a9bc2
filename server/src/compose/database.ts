import { join } from 'node:path'

import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import type { Database } from '../adapters/db/core/open-database.ts'
import { openPostgres } from '../adapters/db/core/open-postgres.ts'
import { storageFailure } from '../adapters/db/core/storage-failure.ts'
import { damageOf, startDatabase } from '../adapters/db/operations/start-database.ts'
import { startPostgres, STARTING_SECONDS } from '../adapters/db/operations/start-postgres.ts'
import { postgresJobs, type PostgresJobs } from '../adapters/queue/postgres-jobs.ts'
import type { DataFolder } from '../adapters/system/data-folder.ts'
import type { Config } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'

/** The database of the installation, brought up to date: PostgreSQL where one is named, else the file in the data folder. */
export async function openInstallation(config: Config, folder: DataFolder, log: Log): Promise<Database> {
  if (config.postgres !== null) {
    const { url, connections } = config.postgres
    return await startPostgres(url, {
      connections,
      onError: (error) => log.warn({ error: messageOf(error) }, 'A connection to PostgreSQL broke'),
      onStarting: () =>
        log.warn({ seconds: STARTING_SECONDS }, 'PostgreSQL is starting; waiting for it, for a limited time'),
    })
  }
  const { database, backup } = await startDatabase(folder.database, {
    keyFile: config.secretKeyFile ?? join(folder.path, 'secret.key'),
  })
  if (backup !== null) log.info({ backup }, 'Backed up the database before its upgrade')
  return database
}

/** What distributes work over several servers; undefined on SQLite, where there is one. */
export async function openJobs({ postgres, roles }: Config, log: Log): Promise<PostgresJobs | undefined> {
  if (postgres === null) return undefined
  return await postgresJobs(postgres.url, { supervise: roles.has('scheduler'), log })
}

/** The sentence for an error that damage of the SQLite file brought about; undefined for every other one. */
export const damageOfInstallation = (error: unknown, config: Config): Error | undefined =>
  config.postgres === null ? damageOf(error, join(config.dataDir, 'flx.db')) : undefined

/**
 * The stores for what is performed here: on PostgreSQL on connections of their own, which pages cannot take away, and
 * which wait while it is away, so that an execution continues. Undefined on SQLite: everybody uses the same ones.
 */
export function openStoresOfWork(
  { postgres }: Config,
  parts: Parameters<typeof createStores>[1] & { onStorageFailure: (message: string) => void },
): (Stores & { giveUp: () => void } & AsyncDisposable) | undefined {
  if (postgres === null) return undefined
  const database = openPostgres(postgres.url, {
    connections: postgres.connections,
    onError: () => undefined,
    onWait: (error) => parts.onStorageFailure(storageFailure(error) ?? messageOf(error)),
  })
  return {
    ...createStores(database, { ...parts, patience: database.patience.signal }),
    giveUp: () => database.patience.abort(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
