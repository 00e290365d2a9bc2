import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { test as base, type Page } from 'playwright/test'

const ROOT = join(import.meta.dirname, '../..')
/** `npm test` gives the bundle, as it is started elsewhere; a test by itself uses the sources. */
const MAIN = process.env['FLX_TEST_MAIN'] ?? join(ROOT, 'server/src/main.ts')

export const ADMINISTRATOR = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'analytical engine' }

export interface ProductServer {
  url: string
  dataDir: string
  /** Kills the server as a power failure would, and starts it again on the same port and data folder. */
  crash(): Promise<void>
  /** Takes the server away from its address; meanwhile it is at another one, on the same data folder. */
  away(meanwhile: (url: string) => Promise<void>, options?: { by: 'SIGTERM' | 'SIGKILL' }): Promise<void>
  /** Holds the server still between two of its steps, until `resume`: what reaches it meanwhile waits. */
  pause(): void
  resume(): void
}

/** The real server in a process of its own, with an empty data folder on a free port. */
async function startServer(
  dataDir: string,
  env: Record<string, string>,
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      FLX_DATA_DIR: dataDir,
      FLX_PORT: '0',
      FLX_LOG_LEVEL: 'warn',
      // No test asks a hub on the network.
      FLX_HUB_URL: 'http://127.0.0.1:9',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const ready = /ready at (http\S+)/.exec(text)?.[1]
      if (ready !== undefined) resolve(ready)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}: ${text}`)))
  })
  return { url, child }
}

async function stop(child: ChildProcess, by: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(by)
  child.kill('SIGCONT')
  await ended
}

/** A data folder on which a server has started, and a session of its administrator. */
interface Prepared {
  folder: string
  /** The value of the session's cookie. */
  session: string
}

const prepared: { plain?: Promise<Prepared>; demo?: Promise<Prepared> } = {}

/** Folders to copy: a first start, and a sign-in by password, take longer than some tests. One of each kind per worker. */
const preparedFolder = (demo: boolean): Promise<Prepared> =>
  (prepared[demo ? 'demo' : 'plain'] ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flx-e2e-prepared-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    if (demo) await fillWithDemonstration(folder)
    const { email, password } = ADMINISTRATOR
    const { url, child } = await startServer(folder, {
      FLX_ADMIN_EMAIL: email,
      FLX_ADMIN_PASSWORD: password,
    })
    try {
      const answer = await fetch(`${url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ email, password }),
      })
      const session = /^flx\.session_token=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1]
      if (session === undefined)
        throw new Error(`The sign-in answered ${answer.status}: ${await answer.text()}`)
      return { folder, session }
    } finally {
      await stop(child)
    }
  })())

/** A server for as long as `work` takes, on an empty data folder or on a copy of another one. */
async function withServer(
  env: Record<string, string>,
  work: (server: ProductServer) => Promise<void>,
  copied?: string,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-e2e-'))
  if (copied !== undefined) await cp(copied, dataDir, { recursive: true })
  let { url, child } = await startServer(dataDir, env)
  try {
    await work({
      url,
      dataDir,
      async crash() {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGKILL')
        await ended
        ;({ child } = await startServer(dataDir, { ...env, FLX_PORT: new URL(url).port }))
      },
      async away(meanwhile, { by } = { by: 'SIGTERM' }) {
        await stop(child, by)
        let elsewhere: string
        ;({ url: elsewhere, child } = await startServer(dataDir, env))
        await meanwhile(elsewhere)
        await stop(child)
        ;({ child } = await startServer(dataDir, { ...env, FLX_PORT: new URL(url).port }))
      },
      pause: () => void child.kill('SIGSTOP'),
      resume: () => void child.kill('SIGCONT'),
    })
  } finally {
    await stop(child)
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The pipelines and the sample history of the demonstration, few of them. */
async function fillWithDemonstration(dataDir: string): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'server/src/demo/main.ts'), '--pipelines', '40', '--executions', '2000'],
    { env: { ...process.env, FLX_DATA_DIR: dataDir } },
  )
}

/** `fresh`: not set up yet. `server`: an administrator exists and `page` is signed in. */
export const test = base.extend<{
  fresh: ProductServer
  server: ProductServer
  /** Settings of the server besides those of every test. */
  serverEnvironment: Record<string, string>
  /** Fills the data folder with the demonstration first. */
  demonstration: boolean
}>({
  demonstration: [false, { option: true }],
  serverEnvironment: [{}, { option: true }],
  // oxlint-disable-next-line no-empty-pattern
  fresh: ({}, use) => withServer({}, use),
  server: async ({ page, serverEnvironment, demonstration }, use) => {
    const { folder, session } = await preparedFolder(demonstration)
    await withServer(
      serverEnvironment,
      async (server) => {
        const { hostname } = new URL(server.url)
        await page
          .context()
          .addCookies([{ name: 'flx.session_token', value: session, domain: hostname, path: '/' }])
        await use(server)
      },
      folder,
    )
  },
})

/** Signs the person of the page in by the API; the page itself is proved by sign-in.spec.ts. */
export async function signIn(page: Page, url: string): Promise<void> {
  const { email, password } = ADMINISTRATOR
  const answer = await page.request.post(`${url}/api/auth/sign-in/email`, {
    headers: { origin: url },
    data: { email, password },
  })
  if (!answer.ok()) throw new Error(`The sign-in answered ${answer.status()}: ${await answer.text()}`)
}

/** A request to the API as the person who is signed in on the page. */
export async function api<T>(
  page: Page,
  url: string,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await page.request.fetch(`${url}/api${path}`, {
    method,
    headers: { origin: url },
    ...(body === undefined ? {} : { data: body }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`)
  return (await answer.json()) as T
}

export { expect } from 'playwright/test'
