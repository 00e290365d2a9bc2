import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import { writeSecretKey } from '../../../src/adapters/secrets/secret-key.ts'
import type { Client } from '../../support/client.ts'
import { createPostgresDatabase } from '../../support/database/postgres-database.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

/** A server with pages on PostgreSQL, in this process, that others join. Ends with them after the tests of the file. */
export interface PageServer {
  /** With the data folder of each that joins, by its name. */
  folder: string
  /** Of the database. */
  url: string
  page: TestServer
  /** Of an admin. */
  client: Client
  /** Anything else that ends with them. */
  made: AsyncDisposableStack
  /** Starts another server as a separate process, killed at the end. */
  join(name: string, env: Record<string, string>): Promise<ServerProcess & { url: string }>
  /**
   * Starts another server in this process, which takes a fifth of the time, for one that is neither killed nor frozen.
   * With a name, its data folder is there in `folder`.
   */
  joinHere(env: Record<string, string>, name?: string): Promise<TestServer>
}

/** `env` is for the server with pages; one of its variables for those that join is passed to `join` as well. */
export async function startPage(env: Record<string, string> = {}): Promise<PageServer> {
  const made = new AsyncDisposableStack()
  afterAll(() => made.disposeAsync())
  const folder = await mkdtemp(join(tmpdir(), 'flx-page-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const { url } = await createPostgresDatabase(made, true)
  const FLX_SECRET_KEY_FILE = join(folder, 'secret.key')
  await writeSecretKey(FLX_SECRET_KEY_FILE)
  const joinHere = (more: Record<string, string>, name?: string) =>
    startTestServer({
      ...{ postgres: url, env: { FLX_SECRET_KEY_FILE, ...more } },
      ...(name === undefined ? {} : { dataDir: join(folder, name) }),
    })
  const page = made.use(await joinHere({ FLX_ROLES: 'web', ...env }))
  return {
    ...{ folder, url, page, made, joinHere },
    client: await page.as('admin'),
    async join(name, more) {
      const server = new ServerProcess({
        ...{ FLX_DATA_DIR: join(folder, name), FLX_DATABASE_URL: url, FLX_SECRET_KEY_FILE },
        ...more,
      })
      made.defer(async () => {
        server.child.kill('SIGKILL')
        await server.ended
      })
      return Object.assign(server, { url: await server.ready() })
    },
  }
}
