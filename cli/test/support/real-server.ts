import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { ClientToServer, ServerToClient } from '@flx/shared/live/live'
import type { Topic } from '@flx/shared/live/live-topics'
import { io, type Socket } from 'socket.io-client'

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
  /** Resolves once it has printed this; rejects when it ends without. */
  printed(text: string): Promise<void>
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
  async serve(port = new URL(this.url).port, env: Record<string, string> = {}): Promise<void> {
    const run = this.spawn(['serve', '--port', port, '--data', join(this.folder, 'data')], {
      FLX_ADMIN_EMAIL: EMAIL,
      FLX_ADMIN_PASSWORD: PASSWORD,
      FLX_LOG_LEVEL: 'error',
      FLX_HUB_URL: 'http://127.0.0.1:9',
      ...env,
    })
    this.#serving = run
    await run.printed('is ready at ')
    this.url = /is ready at (\S+)/.exec(run.out)?.[1] ?? ''
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

  /** Looks again with each message about these topics, and when the server is back, until something is found. */
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
