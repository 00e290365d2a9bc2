import { openSqlite, type Database } from '../adapters/db/core/open-database.ts'
import { migrate } from '../adapters/db/operations/migrate.ts'
import { lockExclusive } from '../adapters/db/operations/sole-use.ts'
import { startPostgres } from '../adapters/db/operations/start-postgres.ts'
import { openDataFolder } from '../adapters/system/data-folder.ts'
import type { Config } from '../config.ts'

/** One connection for the work, and one that holds a lock. */
const CONNECTIONS = 2

/** Opens the database of the installation, upgraded, and its data folder, while no server uses them. */
export async function openExclusively(
  config: Config,
): Promise<{ database: Database; dataDir: string } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await openDataFolder(config.dataDir))
  let database: Database
  if (config.postgres === null) {
    database = opened.use(openSqlite(folder.database))
    await migrate(database)
  } else {
    database = opened.use(await openShared(config.postgres.url))
    opened.use(await lockExclusive(config.postgres.url))
  }
  const resources = opened.move()
  return { database, dataDir: folder.path, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

/** Opens PostgreSQL while servers might be using it. */
export const openShared = (url: string): Promise<Database> =>
  startPostgres(url, { connections: CONNECTIONS, onError: () => undefined })
