import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { ClientToServer, ServerToClient } from '@flx/shared/live/live'
import type { Topic } from '@flx/shared/live/live-topics'
import { io, type Socket } from 'socket.io-client'

import { runCommandLine } from '../../src/run.ts'

const FLX = fileURLToPath(new URL('../../bin/flx.js', import.meta.url))
const PASSWORD = 'correct horse battery'
const EMAIL = 'admin@example.com'

/** `flx` as a separate process. */
export interface Run {
  child: ChildProcess
  /** Output so far. */
  out: string
  err: string
  ended: Promise<number | string | null>
  /** Resolves once this text is printed; rejects if the process ends without it. */
  printed(text: string): Promise<void>
}

/** Starts `flx` with only this environment. */
export const spawnFlx = (args: readonly string[], env: Record<string, string>, input = ''): Run =>
  spawnNode([FLX, ...args], env, input)

function spawnNode(args: readonly string[], env: Record<string, string>, input = ''): Run {
  const child = spawn(process.execPath, args, {
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
    async printed(text) {
      const over = run.ended.then((code) => {
        throw new Error(`flx ended with ${code} without "${text}": ${run.out}${run.err}`)
      })
      over.catch(() => undefined)
      while (!(run.out + run.err).includes(text))
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), over])
    },
  }
  child.stdout.on('data', (chunk: Buffer) => (run.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (run.err += chunk.toString()))
  child.stdin.end(input)
  return run
}

/** The process as a command line sees it. */
class StandIn extends EventEmitter {
  readonly stdout = new Written()
  readonly stderr = new Written()
  readonly stdin = {}
  readonly env: NodeJS.ProcessEnv

  constructor(env: NodeJS.ProcessEnv) {
    super()
    this.env = env
  }

  exit(code: number): never {
    throw new Error(`flx would have ended with ${code}.`)
  }
}

/** Collected text. */
class Written extends EventEmitter {
  text = ''

  write(text: string): void {
    this.text += text
  }
}

/** `npm test` provides the bundle, which is what users start; a test run alone uses the sources. */
const MAIN = process.env['FLX_TEST_MAIN'] ?? fileURLToPath(import.meta.resolve('@flx/server/main'))

/** A server in its own folder, with `flx` signed in to it. */
export class RealServer implements AsyncDisposable {
  readonly folder: string
  url = ''
  token = ''
  readonly #byFlx: boolean
  #serving: Run | undefined

  private constructor(folder: string, byFlx: boolean) {
    this.folder = folder
    this.#byFlx = byFlx
  }

  /** `byFlx`: started by `flx serve`, otherwise like `npm start`, which takes half as long. */
  static async start({ byFlx = false } = {}): Promise<RealServer> {
    const server = new RealServer(await mkdtemp(join(tmpdir(), 'flx-cli-')), byFlx)
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

  /** Starts the server; after `kill`, again at the same address. */
  async serve(port = new URL(this.url).port, env: Record<string, string> = {}): Promise<void> {
    const data = join(this.folder, 'data')
    const settings = {
      HOME: this.folder,
      FLX_ADMIN_EMAIL: EMAIL,
      FLX_ADMIN_PASSWORD: PASSWORD,
      FLX_LOG_LEVEL: 'error',
      FLX_HUB_URL: 'http://127.0.0.1:9',
      ...env,
    }
    const run = this.#byFlx
      ? spawnFlx(['serve', '--port', port, '--data', data], settings)
      : spawnNode([MAIN], { ...settings, FLX_PORT: port, FLX_DATA_DIR: data })
    this.#serving = run
    await run.printed('is ready at ')
    this.url = /is ready at (\S+)/.exec(run.out)?.[1] ?? ''
  }

  /** Like `kill -9`. */
  async kill(): Promise<void> {
    this.#serving?.child.kill('SIGKILL')
    await this.#serving?.ended
  }

  spawn(args: readonly string[], env: Record<string, string> = {}, input = ''): Run {
    const own = this.url === '' ? {} : { FLX_URL: this.url, FLX_TOKEN: this.token }
    return spawnFlx(args, { HOME: this.folder, ...own, ...env }, input)
  }

  /** Runs an `flx` command line to its end in this process: ten finish before another process has loaded `flx`. */
  flx(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    return this.flxWith({}, ...args)
  }

  /** With other environment variables. */
  async flxWith(
    env: Record<string, string>,
    ...args: readonly string[]
  ): Promise<{ code: number; out: string; err: string }> {
    const program = new StandIn({
      PATH: process.env['PATH'],
      HOME: this.folder,
      FLX_URL: this.url,
      FLX_TOKEN: this.token,
      ...env,
    })
    const code = await runCommandLine(args, program as unknown as NodeJS.Process)
    return { code, out: program.stdout.text, err: program.stderr.text }
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

  /** Checks again on each message about these topics, and when the server is back, until something is found. */
  async until<T>(topics: readonly Topic[], look: () => Promise<T | undefined>): Promise<T> {
    const socket: Socket<ServerToClient, ClientToServer> = io(this.url, {
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      extraHeaders: { origin: this.url, authorization: `Bearer ${this.token}` },
    })
    const { promise, resolve } = Promise.withResolvers<T>()
    const check = async (): Promise<void> => {
      const found = await look().catch(() => undefined)
      if (found !== undefined) resolve(found)
    }
    socket.on('connect', () => {
      const subscribed = topics.map((topic) => socket.emitWithAck('subscribe', topic))
      void Promise.all(subscribed).then(check)
    })
    socket.on('event', () => void check())
    socket.on('hints', () => void check())
    try {
      return await promise
    } finally {
      socket.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}
