import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { writeSecretKey } from '../../../src/adapters/secrets/secret-key.ts'
import { startPostgres } from '../../../test/support/database/postgres-server.ts'
import { startBenchServer, type BenchServer } from '../../support/bench-server.ts'

export interface PostgresNodes extends AsyncDisposable {
  /** Address of the database. */
  databaseUrl: string
  /** Starts one more node; it ends with the others. */
  start(roles: string, env?: Record<string, string>): Promise<BenchServer>
}

/** Starts a PostgreSQL server with durable commits, as in production, and nodes on it. */
export async function postgresNodes(): Promise<PostgresNodes> {
  const resources = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'flx-nodes-'))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
  const postgres = await startPostgres({ settings: durable })
  resources.defer(() => postgres.stop())
  const key = join(folder, 'secret.key')
  await writeSecretKey(key)
  return {
    databaseUrl: postgres.url,
    start: async (roles, env = {}) =>
      resources.use(
        await startBenchServer({
          env: {
            FLX_DATABASE_URL: postgres.url,
            FLX_SECRET_KEY_FILE: key,
            FLX_ROLES: roles,
            ...env,
          },
        }),
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
