import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { cutConnection, type CutConnection } from '../../test/nodes/cut-connection.ts'
import { Client } from '../../test/support/client.ts'
import { startPostgres, type RunningPostgres } from '../../test/support/database/postgres-server.ts'
import { ServerProcess } from '../../test/support/server-process.ts'
import { PLUGINS } from '../installation.ts'
import { until } from '../trial.ts'

const ACCOUNT = { email: 'crash@example.com', password: 'correct horse battery' }
export const LEASE_SECONDS = 4
/** Data that was reported as saved must survive a crash. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

/** A server of the fleet: a process with its own data folder and its own route to PostgreSQL. */
export class FleetNode {
  readonly name: string
  readonly dataDir: string
  readonly connection: CutConnection
  readonly #env: Record<string, string>
  server!: ServerProcess

  constructor(name: string, dataDir: string, connection: CutConnection, env: Record<string, string>) {
    this.name = name
    this.dataDir = dataDir
    this.connection = connection
    this.#env = { ...env, FLX_DATA_DIR: dataDir, FLX_DATABASE_URL: connection.url }
  }

  /**
   * Resolves with its address when it is ready. A server that finds PostgreSQL away ends and is started again, like a
   * service.
   */
  start(): Promise<string> {
    return until(`${this.name} is ready`, async () => {
      this.server = new ServerProcess(this.#env)
      return this.server.ready().catch((error: unknown) => {
        if (/PostgreSQL server|terminat|ECONN/.test(String(error))) return undefined
        throw error
      })
    })
  }

  async kill(): Promise<void> {
    this.server.child.kill('SIGKILL')
    await this.server.ended
  }
}

/** PostgreSQL, a server with pages, two schedulers and five workers, all on this machine. */
export class Fleet implements AsyncDisposable {
  readonly folder: string
  readonly postgres: RunningPostgres
  readonly nodes: FleetNode[] = []
  client!: Client

  private constructor(folder: string, postgres: RunningPostgres) {
    this.folder = folder
    this.postgres = postgres
  }

  static async create(): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'flx-fleet-'))
    const fleet = new Fleet(folder, await startPostgres({ settings: DURABLE }))
    await mkdir(join(folder, 'files'))
    await writeSecretKey(join(folder, 'secret.key'))
    const page = await fleet.#add('page', 'web')
    fleet.client = new Client(await page.start())
    await fleet.client.signIn(ACCOUNT.email, ACCOUNT.password)
    for (const plugin of PLUGINS) await fleet.post('/plugins', plugin)
    const others: FleetNode[] = []
    for (const number of [1, 2]) others.push(await fleet.#add(`scheduler-${number}`, 'scheduler'))
    for (const number of [1, 2, 3, 4, 5]) others.push(await fleet.#add(`worker-${number}`, 'worker'))
    await Promise.all(others.map((node) => node.start()))
    return fleet
  }

  async #add(name: string, roles: string): Promise<FleetNode> {
    const node = new FleetNode(name, join(this.folder, name), await cutConnection(this.postgres.url), {
      FLX_SECRET_KEY_FILE: join(this.folder, 'secret.key'),
      FLX_ROLES: roles,
      FLX_LOG_LEVEL: 'fatal',
      FLX_ADMIN_EMAIL: ACCOUNT.email,
      FLX_ADMIN_PASSWORD: ACCOUNT.password,
      FLX_CONCURRENCY: '2',
      FLX_GRACE_SECONDS: '1',
      FLX_LEASE_SECONDS: String(LEASE_SECONDS),
    })
    this.nodes.push(node)
    return node
  }

  /** Nodes that can be struck: the test itself needs the page. */
  get targets(): FleetNode[] {
    return this.nodes.slice(1)
  }

  /** Resolves when the page can save, which takes a moment after PostgreSQL was away. */
  ready(): Promise<true> {
    return until('the page can save', async () =>
      (await this.client.get('/readyz')).status === 200 ? true : undefined,
    )
  }

  get<T>(path: string): Promise<T> {
    return until(`GET ${path} is answered`, async () => {
      const answer = await this.client.get(`/api${path}`)
      if (answer.status === 503) return undefined
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`)
      return answer.body as T
    })
  }

  /** Retries while nothing can be saved, as a user would. */
  post<T>(path: string, body: unknown = {}): Promise<T> {
    return until(`POST ${path} is done`, async () => {
      const answer = await this.client.post(`/api${path}`, body)
      if (answer.status === 503) return undefined
      if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`)
      return answer.body as T
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) {
      node.server.child.kill('SIGCONT')
      await node.kill()
      await node.connection[Symbol.asyncDispose]()
    }
    await this.postgres.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}
