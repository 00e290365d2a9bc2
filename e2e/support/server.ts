import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { test as base, type Page } from 'playwright/test'

import type { Named } from './named.ts'
import { ADMINISTRATOR, preparedFolder, type Content, type Prepared } from './prepared.ts'
import { start, stop } from './process.ts'

export { ADMINISTRATOR } from './prepared.ts'

export interface ProductServer {
  url: string
  dataDir: string
  /** Kills the server as a power failure would, and restarts it on the same port and data folder. */
  crash(): Promise<void>
  /** Moves the server to another address for the duration of `meanwhile`, with the same data folder. */
  away(meanwhile: (url: string) => Promise<void>, options?: { by: 'SIGTERM' | 'SIGKILL' }): Promise<void>
  /** Suspends the server until `resume`. Requests that arrive in between wait. */
  pause(): void
  resume(): void
}

/** Opens a server on an empty data folder, or on a copy of another. Disposing removes both. */
async function openServer(
  env: Record<string, string>,
  copiedFrom?: string,
): Promise<ProductServer & AsyncDisposable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-e2e-'))
  if (copiedFrom !== undefined) await cp(copiedFrom, dataDir, { recursive: true })
  let started = await start(dataDir, env)
  const { url } = started
  const restart = async () => {
    started = await start(dataDir, { ...env, FLX_PORT: new URL(url).port })
  }
  return {
    url,
    dataDir,
    async crash() {
      await stop(started, 'SIGKILL')
      await restart()
    },
    async away(meanwhile, { by } = { by: 'SIGTERM' }) {
      await stop(started, by)
      started = await start(dataDir, env)
      await meanwhile(started.url)
      await stop(started)
      await restart()
    },
    pause: () => void started.server.child.kill('SIGSTOP'),
    resume: () => void started.server.child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await stop(started)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A server that the tests of a worker share, and the content it started with. */
interface SharedServer {
  server: ProductServer
  prepared: Prepared
}

/** Signs the page's browser in as the administrator. */
const addSession = (page: Page, { url }: ProductServer, { session }: Prepared): Promise<void> =>
  page
    .context()
    .addCookies([{ name: 'flx.session_token', value: session, domain: new URL(url).hostname, path: '/' }])

export const test = base.extend<
  {
    /** A server that is not set up yet. */
    fresh: ProductServer
    /** A server with an administrator, as whom `page` is signed in. */
    server: ProductServer
    /**
     * Like `server`, but shared by tests that change nothing another test could see. A start takes as long as
     * a page or two.
     */
    shared: ProductServer
    /** The named objects on a `shared` server whose `content` is `names`. */
    named: Named
    /** Settings of the server on top of those of every test. */
    serverEnvironment: Record<string, string>
    /** The content of the data folder when the test starts. */
    content: Content
  },
  { sharedServer: (content: Content) => Promise<SharedServer> }
>({
  content: ['nothing', { option: true }],
  serverEnvironment: [{}, { option: true }],
  // oxlint-disable-next-line no-empty-pattern
  fresh: async ({}, use) => {
    await using server = await openServer({})
    await use(server)
  },
  server: async ({ page, serverEnvironment, content }, use) => {
    const prepared = await preparedFolder(content)
    await using server = await openServer(serverEnvironment, prepared.folder)
    await addSession(page, server, prepared)
    await use(server)
  },
  sharedServer: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await using servers = new AsyncDisposableStack()
      const open = async (content: Content): Promise<SharedServer> => {
        const prepared = await preparedFolder(content)
        return { server: servers.use(await openServer({}, prepared.folder)), prepared }
      }
      const sharedServers = new Map<Content, Promise<SharedServer>>()
      await use((content) => {
        const found = sharedServers.get(content) ?? open(content)
        sharedServers.set(content, found)
        return found
      })
    },
    { scope: 'worker' },
  ],
  shared: async ({ page, sharedServer, content }, use) => {
    const { server, prepared } = await sharedServer(content)
    await addSession(page, server, prepared)
    await use(server)
  },
  named: async ({ sharedServer }, use) => {
    const { prepared } = await sharedServer('names')
    if (prepared.named === undefined) throw new Error('The server has no named objects.')
    await use(prepared.named)
  },
})

/** The nightly run, `FLX_TEST_LONG=1`, also proves each rule in circumstances that are alike. */
export const EVERYTHING = process.env['FLX_TEST_LONG'] === '1'

/** A test of the nightly run, for a rule that another test proves in every run. */
export const nightly = EVERYTHING ? test : test.skip

/** Signs the page in through the API. The sign-in page itself is tested by sign-in.spec.ts. */
export async function signIn(page: Page, url: string): Promise<void> {
  const { email, password } = ADMINISTRATOR
  const response = await page.request.post(`${url}/api/auth/sign-in/email`, {
    headers: { origin: url },
    data: { email, password },
  })
  if (!response.ok()) throw new Error(`The sign-in answered ${response.status()}: ${await response.text()}`)
}

/** Sends a request to the API as the user who is signed in on the page. */
export async function api<T>(
  page: Page,
  url: string,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await page.request.fetch(`${url}/api${path}`, {
    method,
    headers: { origin: url },
    ...(body === undefined ? {} : { data: body }),
  })
  if (!response.ok())
    throw new Error(`${method} ${path} answered ${response.status()}: ${await response.text()}`)
  return (await response.json()) as T
}

export { expect } from 'playwright/test'
