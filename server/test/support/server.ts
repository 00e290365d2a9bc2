import { createHash, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'

import type { Role } from '@flx/shared/access/role'

import { startServer, type Replacements, type RunningServer } from '../../src/compose/compose.ts'
import type { PasswordHashing } from '../../src/adapters/auth/create-auth.ts'
import { readEnvironment } from '../../src/config.ts'
import { createLog } from '../../src/core/log.ts'
import { apiDocument } from './api-document.ts'
import { Client } from './client.ts'
import { environmentOfServer } from './command-environment.ts'
import { startedFolder } from './data-folder.ts'
import { createPostgresDatabase } from './database/postgres-database.ts'

const PASSWORD = 'correct horse battery'

/**
 * The library takes a tenth of a second for each password, so that guessing is slow. Separate processes do so in tests
 * too.
 */
const QUICK_PASSWORDS: PasswordHashing = {
  hash: (password) => Promise.resolve(createHash('sha256').update(password).digest('hex')),
  verify: async ({ hash, password }) => (await QUICK_PASSWORDS.hash(password)) === hash,
}

export interface TestServer extends AsyncDisposable {
  url: string
  dataDir: string
  /** The environment by which a command finds its data. */
  place: Record<string, string>
  running: RunningServer
  /** A client that is not signed in. */
  client(): Client
  /** A client signed in as a new user of that role. */
  as(role: Role): Promise<Client>
}

export interface TestServerOptions {
  worker?: boolean
  env?: Record<string, string>
  dataDir?: string
  /**
   * The PostgreSQL database; undefined: SQLite, unless FLX_TEST_ON=postgres selects the other one everywhere; null:
   * always SQLite, for tests that open its file or count its statements.
   */
  postgres?: string | null
  given?: Replacements
}

/**
 * Starts a whole server in this process, with its own data folder on a free port. Without a worker by default:
 * executions stay pending then. Pass `dataDir` to start on the folder of an earlier one, which is then kept.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using resources = new AsyncDisposableStack()
  const dataDir = options.dataDir ?? (await startedFolder('flx-server-'))
  if (options.dataDir === undefined) resources.defer(() => rm(dataDir, { recursive: true, force: true }))
  const postgres =
    options.postgres === undefined && onPostgres
      ? await databaseOf(dataDir, options.dataDir === undefined ? resources : sessionResources)
      : (options.postgres ?? undefined)
  const config = readEnvironment({
    ...environmentOfServer(dataDir),
    // No test contacts a hub on the network.
    FLX_HUB_URL: 'http://127.0.0.1:9',
    FLX_ROLES: options.worker === true ? 'web,scheduler,worker' : 'web',
    // Each connection takes PostgreSQL as long as some dozens of statements.
    ...(postgres === undefined ? {} : { FLX_DATABASE_URL: postgres, FLX_DATABASE_CONNECTIONS: '3' }),
    ...options.env,
  })
  const running = resources.use(
    await startServer(config, createLog(config.logLevel), {
      passwords: QUICK_PASSWORDS,
      // When PostgreSQL replaces SQLite, one process still does everything.
      startsConnectors: options.postgres === undefined,
      ...options.given,
    }),
  )
  const owned = resources.move()
  const client = () => new Client(running.url, apiDocument(running.app.routes))
  return {
    url: running.url,
    dataDir,
    place: { FLX_DATA_DIR: dataDir, ...(postgres !== undefined && { FLX_DATABASE_URL: postgres }) },
    running,
    client,
    async as(role) {
      const email = `${role}-${randomUUID()}@example.com`
      await running.auth.createAccount({ name: `The ${role}`, email, password: PASSWORD, role })
      return client().signIn(email, PASSWORD)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const onPostgres = process.env['FLX_TEST_ON'] === 'postgres'
/** The database that belongs to a data folder: a server that starts on the folder again finds it. */
const databases = new Map<string, string>()
/** Databases of folders that a test created itself; they are removed with the PostgreSQL of the tests. */
const sessionResources = new AsyncDisposableStack()

async function databaseOf(dataDir: string, resources: AsyncDisposableStack): Promise<string> {
  const existing = databases.get(dataDir)
  if (existing !== undefined) return existing
  const { url } = await createPostgresDatabase(resources, true)
  databases.set(dataDir, url)
  return url
}
