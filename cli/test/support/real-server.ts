import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FLX = fileURLToPath(new URL('../../bin/flx.js', import.meta.url))
const PASSWORD = 'correct horse battery'
const EMAIL = 'admin@example.com'

/** `flx` as a process of its own. */
export interface Run {
  child: ChildProcess
  /** What it printed so far. */
  out: string
  err: string
  ended: Promise<number | string | null>
}

/** Starts `flx` with nothing but this environment. */
export function spawnFlx(args: readonly string[], env: Record<string, string>, input = ''): Run {
  const child = spawn(process.execPath, [FLX, ...args], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const run: Run = {
    child,
    out: '',
    err: '',
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
  }
  child.stdout.on('data', (chunk: Buffer) => (run.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (run.err += chunk.toString()))
  child.stdin.end(input)
  return run
}

/** A server that `flx serve` started in a folder of its own, and `flx` signed in to it. */
export class RealServer implements AsyncDisposable {
  readonly folder: string
  url = ''
  token = ''
  #serving: Run | undefined

  private constructor(folder: string) {
    this.folder = folder
  }

  static async start(): Promise<RealServer> {
    const server = new RealServer(await mkdtemp(join(tmpdir(), 'flx-cli-')))
    await server.serve('0')
    const signIn = await server.post('/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD }, {})
    const cookie = signIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const made = await server.post('/api/tokens', { name: 'tests', role: 'admin' }, { cookie })
    server.token = ((await made.json()) as { value: string }).value
    return server
  }

  /** Starts the server; again at the same address after `kill`. */
  async serve(port = new URL(this.url).port): Promise<void> {
    const run = this.spawn(['serve', '--port', port, '--data', join(this.folder, 'data')], {
      FLX_ADMIN_EMAIL: EMAIL,
      FLX_ADMIN_PASSWORD: PASSWORD,
      FLX_LOG_LEVEL: 'error',
      FLX_HUB_URL: 'http://127.0.0.1:9',
    })
    this.#serving = run
    const over = run.ended.then((code) => {
      throw new Error(`The server ended with ${code}: ${run.err}`)
    })
    over.catch(() => undefined)
    for (;;) {
      const url = /is ready at (\S+)/.exec(run.out)?.[1]
      if (url !== undefined) return void (this.url = url)
      await Promise.race([once(run.child.stdout!, 'data'), over])
    }
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    this.#serving?.child.kill('SIGKILL')
    await this.#serving?.ended
  }

  spawn(args: readonly string[], env: Record<string, string> = {}, input = ''): Run {
    const own = this.url === '' ? {} : { FLX_URL: this.url, FLX_TOKEN: this.token }
    return spawnFlx(args, { HOME: this.folder, ...own, ...env }, input)
  }

  /** Runs `flx` to its end. */
  async flx(...args: readonly string[]): Promise<{ code: number | string | null; out: string; err: string }> {
    const run = this.spawn(args)
    const code = await run.ended
    return { code, out: run.out, err: run.err }
  }

  post(
    path: string,
    body: unknown,
    headers: Record<string, string> = { authorization: `Bearer ${this.token}` },
  ) {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, ...headers },
      body: JSON.stringify(body),
    })
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.token}` } })
    return (await answer.json()) as T
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Asks until the answer is there; the test's own time limit ends it. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
