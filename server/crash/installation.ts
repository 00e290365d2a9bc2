import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from '../test/support/client.ts'
import { ServerProcess } from '../test/support/server-process.ts'

const ACCOUNT = { email: 'crash@example.com', password: 'correct horse battery' }
const GRACE_SECONDS = 1

/** A data folder on which a server process starts, dies and starts again. */
export class Installation implements AsyncDisposable {
  readonly dataDir: string
  server!: ServerProcess
  client!: Client

  private constructor(dataDir: string) {
    this.dataDir = dataDir
  }

  static async create(): Promise<Installation> {
    const installation = new Installation(await mkdtemp(join(tmpdir(), 'flx-crash-')))
    await installation.start()
    for (const plugin of PLUGINS) await installation.post('/plugins', plugin)
    return installation
  }

  /** Resolves when the server reports ready, which is after its recovery. */
  async start(): Promise<void> {
    this.server = new ServerProcess({
      FLX_DATA_DIR: this.dataDir,
      FLX_LOG_LEVEL: 'warn',
      FLX_ADMIN_EMAIL: ACCOUNT.email,
      FLX_ADMIN_PASSWORD: ACCOUNT.password,
      FLX_CONCURRENCY: '1',
      FLX_GRACE_SECONDS: String(GRACE_SECONDS),
    })
    const cookie = this.client?.cookie ?? ''
    this.client = new Client(await this.server.ready())
    this.client.cookie = cookie
    if (cookie === '') await this.client.signIn(ACCOUNT.email, ACCOUNT.password)
  }

  /** `kill -9`. */
  async crash(): Promise<void> {
    this.server.child.kill('SIGKILL')
    await this.server.ended
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.client.get(`/api${path}`)
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`)
    return answer.body as T
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    const answer = await this.client.post(`/api${path}`, body)
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`)
    return answer.body as T
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

const program = (file: string): string[] => [process.execPath, join(import.meta.dirname, 'programs', file)]

/** A tap with a known end, and a slow transform. */
export const PLUGINS = [
  {
    name: 'tap-rows',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['catalog', 'discover', 'state'],
  },
  { name: 'slow', type: 'transformer', mode: 'post-load', command: program('transform.mjs') },
]
