import type { IncomingMessage, Server as HttpServer } from 'node:http'

import { createAdaptorServer } from '@hono/node-server'

import type { AppContext } from '../app/core/context.ts'
import type { Config } from '../config.ts'
import { isLoopback } from '../environment.ts'
import { CONNECTION_TIMES, guardConnections, maxConnections } from '../core/connections.ts'
import { AppError } from '../domain/core/errors.ts'
import type { Auth } from '../domain/access/auth.ts'
import type { StorageHealth } from '../domain/operations/storage-health.ts'
import type { WebFiles } from '../domain/core/web-files.ts'
import type { createApp } from '../http/app.ts'
import { problemResponse } from '../http/core/problem.ts'
import { clientAddress, requestedHost, type TrustsProxy } from '../http/guards/client-of-request.ts'
import { isOwnHandshake } from '../http/guards/same-origin.ts'
import { listen } from '../listen.ts'
import { startGateway, type Gateway } from '../realtime/gateway.ts'
import type { Signals } from './signals.ts'

interface WebParts {
  app: ReturnType<typeof createApp>
  auth: Auth
  context: AppContext
  signals: Pick<Signals, 'sessions'>
  storage: StorageHealth
  trustsProxy: TrustsProxy
  webFiles: WebFiles
  /** Number of files this process can open. */
  descriptors: number
}

/** Paths that a server without the role web also serves, for supervisors and Prometheus. */
const ALWAYS_SERVED = new Set(['/healthz', '/readyz', '/metrics'])
const NO_PAGES =
  'FLX_ROLES of this server does not include web: it only serves /healthz, /readyz and /metrics.'

/** Listens for requests and live connections, and returns the address for a browser. */
export async function serveWeb(
  config: Config,
  { app, auth, context, signals, storage, trustsProxy, webFiles, descriptors }: WebParts,
): Promise<{ url: string; gateway: Gateway | undefined } & AsyncDisposable> {
  const { events, clock, hints, log } = context
  await using started = new AsyncDisposableStack()
  const servesPages = config.roles.has('web')
  const fetch: typeof app.fetch = (request, ...rest) =>
    servesPages || ALWAYS_SERVED.has(new URL(request.url).pathname)
      ? app.fetch(request, ...rest)
      : problemResponse(new AppError('not-found', NO_PAGES))
  const httpServer = createAdaptorServer({ fetch, serverOptions: CONNECTION_TIMES }) as HttpServer
  guardConnections(httpServer, maxConnections(descriptors, config.concurrency), log)
  const { url } = started.use(await listen(httpServer, config))
  if (!servesPages) {
    const listening = started.move()
    return { url, gateway: undefined, [Symbol.asyncDispose]: () => listening.disposeAsync() }
  }
  const gateway = started.use(
    await startGateway({
      ...{ httpServer, auth, events, clock, hints, storage, log },
      sessions: signals.sessions,
      build: () => webFiles.build(),
      isOwnRequest: (request) =>
        isOwnHandshake(request.headers, requestedHost(senderOf(request), trustsProxy), {
          allowedHosts: allowedHosts(config),
          publicUrl: config.publicUrl,
        }),
      addressOf: (request) => clientAddress(senderOf(request), trustsProxy),
    }),
  )
  const running = started.move()
  return { url, gateway, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Returns the sender of a handshake. */
const senderOf = ({ socket, headers }: IncomingMessage) => ({
  peer: socket.remoteAddress ?? '0.0.0.0',
  header(name: string) {
    const value = headers[name]
    return Array.isArray(value) ? value.join(',') : value
  },
})

/**
 * Returns the host names the server answers to: on a loopback address only loopback names and the public one;
 * null elsewhere, where the operator's network decides.
 */
export function allowedHosts(config: Config): ReadonlySet<string> | null {
  if (!isLoopback(config.host)) return null
  const hosts = ['localhost', '127.0.0.1', '[::1]', config.host]
  return new Set(config.publicUrl === null ? hosts : [...hosts, new URL(config.publicUrl).hostname])
}
